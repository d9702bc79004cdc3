// Keys, copying and frames on pictures. Every page works without this file, by mouse and Tab.
"use strict";

const byKey = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
const writing = (element) => element.matches("input, textarea, select") && element.type !== "hidden";

// One page takes one verdict: a second press of a key must not land on a lead that nobody has seen.
let sent = false;
window.addEventListener("pageshow", () => { sent = false; });
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".decide, .members, .recorded")) return;
  if (sent) event.preventDefault();
  sent = true;
});

function act(target) {
  if (target.matches("select, input")) { target.focus(); if (target.select) target.select(); }
  else target.click();
}

function moveInQueue(step) {
  const links = [...document.querySelectorAll(".row h2 a")];
  if (!links.length) return false;
  const here = links.indexOf(document.activeElement);
  const next = links[Math.min(Math.max(here + step, 0), links.length - 1)];
  next.focus({ preventScroll: true });
  next.closest(".row").scrollIntoView({ block: "nearest" });
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (writing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    // A verdict typed after choosing a reason would only move the choice; Enter in the note must not choose a verdict.
    if (event.key === "Enter" && event.target.closest(".decide")) { event.preventDefault(); event.target.blur(); }
    return;
  }
  if (document.querySelector(".decide") === null && (event.key === "j" || event.key === "k")) {
    if (moveInQueue(event.key === "j" ? 1 : -1)) event.preventDefault();
    return;
  }
  if (event.key === "?") openDialog("keys");
  else if (event.key === "q") location.assign("/");
  else if (event.key === "e" && document.getElementById("capture")) toEvidence();
  else if (event.key === "/" && !byKey("/")) location.assign("/#search");
  else if (byKey(event.key)) act(byKey(event.key));
  else return;
  event.preventDefault();
}

function toEvidence() {
  const section = document.getElementById("capture").closest("section");
  section.tabIndex = -1;
  section.focus();
  section.scrollIntoView({ block: "center" });
}

// How many leads of a group are ticked, said as it changes; the server counts again.
function countTicked(form) {
  const said = form.querySelector(".covers");
  const ticked = form.querySelectorAll(".tick input:checked").length;
  if (said) said.textContent = said.textContent.replace(/\d+/, ticked);
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1500);
  } catch {
    // No clipboard without HTTPS away from loopback: mark the text, so that Ctrl+C takes it.
    getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
  }
}

// Regions count in pixels of the picture as stored, so they can be drawn once its size is known.
function frame(picture) {
  const overlay = picture.parentElement.querySelector(".regions");
  if (!overlay || !picture.naturalWidth) return;
  overlay.setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
  overlay.removeAttribute("hidden");
}

// Both pictures of a comparison are drawn at one scale and moved together; or so that their matched parts are of one size.
const sight = { scale: 1, x: 0, y: 0, fit: false };
function look() {
  for (const picture of document.querySelectorAll("#compare .framed")) {
    const { scale, x, y } = sight.fit ? fitted(picture) : { scale: 1, x: 0, y: 0 };
    picture.style.transform = `translate(${sight.x + x * sight.scale}px, ${sight.y + y * sight.scale}px) scale(${scale * sight.scale})`;
    picture.style.setProperty("--scale", scale * sight.scale);
  }
}

// How far a picture is enlarged and moved so that its matched part fills its pane.
function fitted(picture) {
  const pane = picture.parentElement, part = picture.querySelector(".regions rect");
  const shown = picture.clientWidth / picture.querySelector("img").naturalWidth;
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => part.getAttribute(name) * shown);
  const scale = 0.8 * Math.min(pane.clientWidth / Math.max(width, 1), pane.clientHeight / Math.max(height, 1));
  return { scale, x: (picture.clientWidth / 2 - x - width / 2) * scale, y: (picture.clientHeight / 2 - y - height / 2) * scale };
}

function fit() {
  const parts = document.querySelector("#compare [data-fit]");
  if (parts.hidden) return;
  zoom(0);
  sight.fit = true;
  look();
}

function zoom(factor) {
  const before = sight.scale;
  sight.scale = factor ? Math.min(Math.max(sight.scale * factor, 0.5), 12) : 1;
  sight.x = factor ? sight.x * sight.scale / before : 0;
  sight.y = factor ? sight.y * sight.scale / before : 0;
  sight.fit = factor ? sight.fit : false;
  look();
}

function compare() {
  for (const side of ["listing", "right"]) {
    const of = document.querySelector(side === "right" ? ".side.of-right .framed" : ".side:not(.of-right) .framed");
    document.querySelector(`[data-pane="${side}"]`).replaceChildren(of.cloneNode(true));
  }
  const framed = document.querySelectorAll("#compare .regions:not([hidden])").length;
  document.querySelector("#compare [data-fit]").hidden = framed < 2;
  zoom(0);
  openDialog("compare");
}

function onCompareKey(event) {
  const steps = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] };
  if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") zoom(0);
  else if (event.key === "m") fit();
  else if (steps[event.key]) { sight.x += steps[event.key][0]; sight.y += steps[event.key][1]; look(); }
  else return;
  event.preventDefault();
}

const comparing = document.getElementById("compare");
if (comparing) {
  comparing.addEventListener("keydown", onCompareKey);
  comparing.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1 || !event.target.closest(".pane")) return;
    sight.x += event.movementX;
    sight.y += event.movementY;
    look();
  });
  comparing.addEventListener("dragstart", (event) => event.preventDefault());
  comparing.addEventListener("wheel", (event) => {
    if (!event.target.closest(".pane")) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }, { passive: false });
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) copy(button);
  if (button?.dataset.dialog) openDialog(button.dataset.dialog);
  if (button?.dataset.zoom) zoom(Number(button.dataset.zoom));
  if (button && "compare" in button.dataset) compare();
  if (button && "fit" in button.dataset) fit();
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-counts]");
  if (form && event.target.type === "checkbox") countTicked(form);
});
// The pictures of the next lead come while this one is looked at; they are kept by their digests.
const ahead = document.getElementById("ahead")?.dataset.pictures;
if (ahead) addEventListener("load", () => { for (const source of ahead.split(" ")) new Image().src = source; });
if (location.hash === "#search") byKey("/")?.focus();
for (const element of document.querySelectorAll(".scripted")) element.hidden = false;
for (const picture of document.querySelectorAll(".shot img")) {
  if (picture.complete) frame(picture);
  else picture.addEventListener("load", () => frame(picture));
}
document.documentElement.dataset.ready = "";
