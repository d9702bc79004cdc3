"""What infringers do to a picture that they took from someone else."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps


def resized(image: Image.Image, rng: Random) -> Image.Image:
    """Scaled to 45 to 160 % of its size."""
    share = rng.choice((rng.uniform(0.45, 0.7), rng.uniform(1.3, 1.6)))
    return image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.BILINEAR)


def mirrored(image: Image.Image, rng: Random) -> Image.Image:
    """Left for right, a little brighter or darker."""
    return ImageEnhance.Brightness(ImageOps.mirror(image)).enhance(rng.uniform(0.92, 1.08))


def cropped(image: Image.Image, rng: Random) -> Image.Image:
    """4 to 11 % cut off each side, unevenly."""
    left, top, right, bottom = (rng.uniform(0.04, 0.11) for _ in range(4))
    w, h = image.size
    return image.crop((round(w * left), round(h * top), round(w * (1 - right)), round(h * (1 - bottom))))


def bannered(image: Image.Image, rng: Random) -> Image.Image:
    """With a sales strip along an edge, 14 to 20 % of the height, and a price."""
    image = image.convert("RGB")
    w, h = image.size
    tall = round(h * rng.uniform(0.14, 0.2))
    top = rng.choice((0, h - tall))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, top, w, top + tall), fill=rng.choice(((210, 30, 40), (245, 150, 20), (20, 120, 90))))
    text = rng.choice(("SALE  -50%", "FREE SHIPPING", "BUY 2 GET 1", "TODAY ONLY  9.9"))
    draw.text((w / 2, top + tall / 2), text, (255, 255, 255), ImageFont.load_default(round(tall * 0.5)), anchor="mm")
    return image


ALTERATIONS: dict[str, Callable[[Image.Image, Random], Image.Image]] = {
    "picture_resized": resized,
    "picture_mirrored": mirrored,
    "picture_cropped": cropped,
    "picture_banner": bannered,
}


def with_logo(scene: Image.Image, emblem: Image.Image, rng: Random) -> Image.Image:
    """The logo put on a scene at 27 to 38 % of its width, turned by at most 12 degrees, often on a label."""
    w, h = scene.size
    width = round(w * rng.uniform(0.27, 0.38))
    patch = emblem
    if rng.random() < 0.6:
        label = Image.new("RGBA", (emblem.width + 60, emblem.height + 60), (250, 249, 245, 255))
        label.alpha_composite(emblem, (30, 30))
        patch = label
    patch = patch.resize((width, round(width * patch.height / patch.width)), Image.Resampling.LANCZOS)
    patch = patch.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, expand=True)
    x = round(rng.uniform(0.04, 0.96) * (w - patch.width))
    y = round(rng.uniform(0.03, 0.3) * (h - patch.height))
    scene.paste(patch, (x, y), patch.getchannel("A"))
    return scene
