"""``python -m benchmarks.pixelation``: how often the suspicion of pixelation is right, on pictures made here.

Each scene of demo/drawing.py is drawn sharp, spoiled in each way, saved as VK serves it (JPEG 90), and measured by
the portal's own code. Prints the share of suspected pictures per fault and scene as the table of docs/pixelation.md.
"""

import argparse
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from demo import drawing
from monitoring.pictures import pixelation

SIZES = {"cover": ((1590, 400), (1920, 480)), "avatar": ((400, 400), (800, 800))}
# A fault takes a picture and by how much it will be made smaller when it is shown: «×4» is what the reader sees.
Fault = Callable[[Image.Image, float], Image.Image]
FILTERS = ("NEAREST", "BILINEAR", "BICUBIC", "LANCZOS")


def sharp(image: Image.Image, scale: float) -> Image.Image:
    return image


def enlarged(times: int, way: str) -> Fault:
    return lambda image, scale: drawing.enlarged(image, times * scale, Image.Resampling[way])


def blurred(radius: float) -> Fault:
    return lambda image, scale: drawing.blurred(image, radius * scale)


def squeezed(quality: int) -> Fault:
    return lambda image, scale: drawing.squeezed(image, quality)


FINE: dict[str, Fault] = {
    "sharp": sharp,
    "a little soft (blur 0.8 px)": blurred(0.8),
    "JPEG 75": squeezed(75),
    "JPEG 50": squeezed(50),
}
SPOILED: dict[str, Fault] = {
    **{f"×{times} {way.lower()}": enlarged(times, way) for times in (2, 3, 4, 8) for way in FILTERS},
    "JPEG 20": squeezed(20),
    "JPEG 10": squeezed(10),
    "blur 2 px": blurred(2),
    "blur 4 px": blurred(4),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=3, help="pictures of each scene, size and fault")
    seeds = options.parse_args().seeds
    print(f"| | {' | '.join(drawing.SCENES)} | all |\n|{'---|' * (len(drawing.SCENES) + 2)}")
    shares = {scene: measured(scene, seeds) for scene in drawing.SCENES}
    for fault in (*FINE, *SPOILED):
        row = [shares[scene][fault] for scene in drawing.SCENES]
        print(f"| {fault} | {' | '.join(map(percent, row))} | **{percent(sum(row) / len(row))}** |")


def measured(scene: str, seeds: int) -> dict[str, float]:
    """Return the share of suspected pictures of a scene for each fault."""
    found = dict.fromkeys((*FINE, *SPOILED), 0)
    looks = [(kind, size, seed) for kind, sizes in SIZES.items() for size in sizes for seed in range(seeds)]
    for kind, size, seed in looks:
        picture = drawing.draw(scene, size, seed)
        for name, fault in (FINE | SPOILED).items():
            found[name] += suspected(fault(picture, size[0] / pixelation.SHOWN[kind]), kind)
    return {name: count / len(looks) for name, count in found.items()}


def suspected(image: Image.Image, kind: str) -> bool:
    """Tell whether the portal would suspect this picture once VK has served it."""
    with Image.open(BytesIO(drawing.jpeg(image))) as served:
        measure = pixelation.measure(pixelation.shown(served.convert("RGB"), kind))
    return bool(pixelation.suspect(measure).sign)


def percent(share: float) -> str:
    return f"{share:.0%}"


if __name__ == "__main__":
    main()
