"""How many names of classes are read as they were written, where nothing says their code page.

    python tests/benchmarks/code_pages.py

All pairs of twenty words of each language, beside charset_normalizer, which guesses the encoding of
texts. It needs no pictures, and takes a minute.
"""

import sys
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from transfer_demo.images.code_pages import likeliest  # noqa: E402

_RUSSIAN: Final = (
    "кошки собаки яблоки груши роза машина самолёт норма брак цветок дерево рыба птица здоровый "
    "больной красный синий дом лошадь корова"
)
WORDS: Final = {
    "cp932": "猫 犬 写真 りんご バナナ 葉 花 桜 車 自転車 正常 異常 ネコ イヌ 鳥 魚 表 裏 赤 青",
    "gbk": "猫 狗 苹果 香蕉 玫瑰 汽车 飞机 正常 异常 花 树 鱼 鸟 健康 生病 红色 蓝色 房子 马 牛",
    "big5": "貓 狗 蘋果 香蕉 玫瑰 汽車 飛機 正常 異常 花 樹 魚 鳥 健康 生病 紅色 藍色 房子 馬 牛",
    "cp949": (
        "고양이 강아지 사과 바나나 장미 자동차 비행기 정상 불량 꽃 나무 물고기 새 건강 질병 "
        "빨강 파랑 집 말 소"
    ),
    "cp866": _RUSSIAN,
    "cp1251": _RUSSIAN,
    "cp857": (
        "kedi köpek elma muz gül araba uçak sağlıklı hasta çiçek ağaç balık kuş kırmızı mavi ev at "
        "inek güneş ışık"
    ),
    "cp437": (
        "Katze Hündin Äpfel Birnen Rose Auto gesund krank Blüte Baum Fisch Vögel rot grün Haus "
        "Pferd Kühe éléphant chèvre niño"
    ),
}


def main() -> None:
    """Print for each code page how many pairs are read as they were written."""
    for page, words in WORDS.items():
        pairs = [
            [f"{word}/1.jpg" for word in pair]
            for pair in combinations(words.split(), 2)
            if not "".join(pair).isascii()
        ]
        ours = _read(pairs, page, likeliest)
        peers = _read(pairs, page, _charset_normalizer)
        print(f"{page}, {len(pairs)} pairs: {ours:.0%}, charset_normalizer {peers:.0%}", flush=True)


def _read(pairs: Sequence[Sequence[str]], page: str, guess: Callable[[list[bytes]], str]) -> float:
    """Return the share of pairs that are read as they were written."""
    right = 0
    for pair in pairs:
        raw = [name.encode(page) for name in pair]
        encoding = guess(raw)
        right += [name.decode(encoding, "replace") for name in raw] == pair
    return right / len(pairs)


def _charset_normalizer(names: list[bytes]) -> str:
    best = from_bytes(b"\n".join(names)).best()
    return best.encoding if best is not None else "ascii"


if __name__ == "__main__":
    main()
