"""One fictional article of three paragraphs, and how a file that holds only it is read."""

from pathlib import Path

from yrdresearch.pages.reading import read_pages

TITLE = "潮信站要先报给下游听"
ONE = "海州与云州隔江相望，产业各有所长。近年来，两地在港口、园区和人才上的合作不断加深。"
TWO = "协同发展不是把项目搬来搬去，而是让要素流动得更顺畅。为此，潮信站的潮信要先报给下游听。"
THREE = "与此同时，公共服务的差距仍然存在，看病和上学还有不少障碍，需要在制度上继续探索。"


def only(tmp_path: Path, name: str, text: str):
    """The page and the only article of a file, with all characters of the page accounted for."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (page,) = read_pages(path)
    counted = page.ledger["assigned"].values(), page.ledger["discarded"].values()
    assert page.ledger["characters"] == sum(map(sum, counted))
    (article,) = page.articles
    return page, article
