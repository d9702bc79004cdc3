"""What infringers do to pictures, made up here: each takes a picture, chance and other pictures, and gives a copy."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Others = Sequence[Path]
Alter = Callable[[Image.Image, Random, Others], Image.Image]
SCENE = 800  # pixels


def opened(path: Path) -> Image.Image:
    """The picture on white."""
    shown = Image.open(path).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _crop(share: float) -> Alter:
    """That share off each side, more or less."""

    def alter(image: Image.Image, rng: Random, _: Others) -> Image.Image:
        left, top, right, bottom = (share * rng.uniform(0.7, 1.3) for _ in range(4))
        w, h = image.size
        return image.crop((int(w * left), int(h * top), int(w * (1 - right)), int(h * (1 - bottom))))

    return alter


def _pad(image: Image.Image, rng: Random, _: Others) -> Image.Image:
    border = (int(image.width * 0.2), int(image.height * 0.2))
    return ImageOps.expand(image, border, rng.choice(("white", "black", "#dcd6c8", "#28508c")))


def _turn(image: Image.Image, rng: Random, _: Others) -> Image.Image:
    return image.rotate(rng.choice((-4, 4)), Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _banner(image: Image.Image, rng: Random, _: Others) -> Image.Image:
    image = image.copy()
    w, h = image.size
    tall = int(h * rng.uniform(0.12, 0.2))
    top = rng.choice((0, h - tall))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, w, top + tall), rng.choice(("#d81e28", "#f5b400", "#143c96")))
    font = ImageFont.load_default(max(8, tall // 2))
    draw.text(
        (w / 2, top + tall / 2), rng.choice(("FREE SHIPPING", "SALE -50%", "HOT 9.9")), "white", font, anchor="mm"
    )
    return image


def _watermark(image: Image.Image, rng: Random, _: Others) -> Image.Image:
    shown = image.convert("RGBA")
    over = Image.new("RGBA", shown.size)
    draw = ImageDraw.Draw(over)
    font = ImageFont.load_default(max(10, image.height // 14))
    for y in range(0, image.height, max(30, image.height // 5)):
        draw.text(
            (rng.randrange(max(1, image.width // 3)), y), "shop no. 17 official  " * 2, (255, 255, 255, 110), font
        )
    return Image.alpha_composite(shown, over.rotate(20)).convert("RGB")


def _recolour(image: Image.Image, rng: Random, _: Others) -> Image.Image:
    hue, *rest = image.convert("HSV").split()
    by = rng.randrange(40, 216)
    turned = Image.merge("HSV", (hue.point(lambda value: (value + by) % 256), *rest)).convert("RGB")
    return ImageEnhance.Contrast(turned).enhance(rng.uniform(0.75, 1.35))


def _collage(image: Image.Image, rng: Random, others: Others) -> Image.Image:
    w, h = image.size
    sheet = Image.new("RGB", (2 * w, 2 * h))
    place = rng.randrange(4)
    for n in range(4):
        tile = image if n == place else opened(rng.choice(others)).resize((w, h))
        sheet.paste(tile, (n % 2 * w, n // 2 * h))
    return sheet


def _inset(share: float) -> Alter:
    """At that share of another picture's width."""

    def alter(image: Image.Image, rng: Random, others: Others) -> Image.Image:
        behind = opened(rng.choice(others)).resize((SCENE, SCENE))
        width = int(SCENE * share)
        height = max(1, int(image.height * width / image.width))
        if height > SCENE:
            width, height = int(width * SCENE / height), SCENE
        at = (rng.randrange(SCENE - width + 1), rng.randrange(SCENE - height + 1))
        behind.paste(image.resize((width, height), Image.Resampling.LANCZOS), at)
        return behind

    return alter


def _noise(image: Image.Image, rng: Random, _: Others) -> Image.Image:
    chance = np.random.default_rng(rng.randrange(1_000_000))
    grain = np.asarray(image, np.float32) + chance.normal(0, 12, (image.height, image.width, 3))
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))


ALTERATIONS: dict[str, Alter] = {
    "resize": lambda image, rng, _: image.resize([max(8, int(s * rng.uniform(0.4, 0.7))) for s in image.size]),
    "JPEG 30": lambda image, _, __: Image.open(io.BytesIO(jpeg(image, 30))),
    "noise and blur": _noise,
    "watermark": _watermark,
    "recolour": _recolour,
    "banner": _banner,
    "crop 5 %": _crop(0.05),
    "crop 15 %": _crop(0.15),
    "pad 20 %": _pad,
    "rotate 4°": _turn,
    "rotate 90°": lambda image, rng, _: image.transpose(
        rng.choice((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270))
    ),
    "mirror": lambda image, _, __: ImageOps.mirror(image),
    "collage": _collage,
    "inset 1/2": _inset(1 / 2),
    "inset 1/4": _inset(1 / 4),
}
LOGOS_ONLY: dict[str, Alter] = {"inversion": lambda image, _, __: ImageOps.invert(image)}


def in_photo(path: Path, rng: Random, others: Others) -> Image.Image:
    """A logo in a photo at 20 to 40 % of its width: on a label or bare, warped, turned, lit from one side."""
    logo = Image.open(path).convert("RGBA")
    if rng.random() < 0.5:
        label = Image.new("RGBA", (logo.width + 40, logo.height + 40), (250, 250, 248, 255))
        label.alpha_composite(logo, (20, 20))
        logo = label
    share = min(rng.uniform(0.2, 0.4) * SCENE / logo.width, 0.8 * SCENE / logo.height)
    logo = logo.resize(
        (max(8, round(logo.width * share)), max(8, round(logo.height * share))), Image.Resampling.LANCZOS
    )
    w, h = logo.size
    m = max(w, h) // 4
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    moved = corners + m + np.array([[w * rng.uniform(-0.07, 0.07), h * rng.uniform(-0.07, 0.07)] for _ in range(4)])
    warp = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    turn = np.vstack((cv2.getRotationMatrix2D((m + w / 2, m + h / 2), rng.uniform(-15, 15), 1), (0, 0, 1)))
    patch = Image.fromarray(cv2.warpPerspective(np.asarray(logo), turn @ warp, (w + 2 * m, h + 2 * m)))
    scene = opened(rng.choice(others)).resize((SCENE, SCENE))
    x, y = (rng.randrange(-m, max(1 - m, SCENE - side - m)) for side in (w, h))
    scene.paste(patch, (x, y), patch.getchannel("A"))
    light = np.linspace(rng.uniform(0.7, 1.0), rng.uniform(0.7, 1.1), SCENE)[None, :, None]
    return Image.fromarray(np.clip(np.asarray(scene, np.float32) * light, 0, 255).astype(np.uint8))
