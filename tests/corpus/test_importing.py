"""Import: goes on over bad files and names them, finds the same text twice, resumes, same bytes."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from yrdresearch.areas.coding import code_policy_areas
from yrdresearch.areas.released import with_codings
from yrdresearch.cli import main
from yrdresearch.corpus import importing, sharding
from yrdresearch.corpus.docvars import add_docvars
from yrdresearch.corpus.dtm import build_dtm
from yrdresearch.corpus.gathering import gather, page_id_of
from yrdresearch.corpus.importing import import_corpus
from yrdresearch.corpus.loading import load_corpus
from yrdresearch.corpus.tracing import evidence
from yrdresearch.errors import ArgumentError, CorpusError, PageError
from yrdresearch.words.lexicon import read_stopwords

PLACES = ["合肥", "南京", "苏州", "宁波", "芜湖", "嘉兴", "温州", "镇江", "滁州", "湖州"]
THINGS = ["产业协作", "港口联动", "生态补偿", "医保结算", "人才流动", "科技攻关", "文旅融合", "轨道交通"]
DEEDS = ["打通堵点", "形成合力", "先行先试", "共建共享", "补齐短板", "健全机制", "优化服务", "扩大开放"]


def essay(number: int) -> str:
    """A page with one signed essay; different numbers give different sentences."""
    sentences = []
    for at in range(12):
        place, other = PLACES[(number + at) % 10], PLACES[(number * 7 + at) % 10]
        thing, deed = THINGS[(number * 3 + at) % 8], DEEDS[(number * 5 + at * 3) % 8]
        project = f"第{number * 31 + at}号项目"
        sentences.append(f"{place}要在{thing}上{deed}，{project}同{other}一起推进。")
    body = "\n\n".join("　　" + "".join(sentences[at : at + 4]) for at in (0, 4, 8))
    return f"## 谈{THINGS[number % 8]}之{number}\n\n赵江海\n\n{body}\n\n（作者单位：江海研究院）\n"


def folder_of(path: Path, count: int) -> Path:
    path.mkdir(parents=True)
    for number in range(count):
        (path / f"{number:03}.txt").write_text(essay(number), encoding="utf-8")
    return path


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n ",
    "latin.txt": b"nothing Chinese here\n",
    "noise.txt": b"\xff\xfe\x00\xd8",
    "binary.txt": "一体化".encode() + b"\x00\x00",
    "broken.docx": b"PK\x03\x04 this is no archive",
    "broken.pdf": b"%PDF-1.4 and nothing else",
    "records.jsonl": json.dumps({"text": essay(77), "id": "good"}).encode() + b'\n{"no": 1}\n{broken\n',
    "picture.jpg": b"\xff\xd8\xff",
}


def test_an_import_goes_on_and_names_what_it_could_not_read(tmp_path, capsys):
    pages = folder_of(tmp_path / "pages", 30)
    for name, content in BAD.items():
        (pages / name).write_bytes(content)
    assert main(["import", str(pages), "--to", str(tmp_path / "made")]) == 0
    told = capsys.readouterr().out
    skipped = pd.read_csv(tmp_path / "made" / "skipped.csv", keep_default_na=False)
    assert {Path(file).name for file in skipped["file"]} == set(BAD)
    assert len(skipped) == len(BAD) + 1  # two bad records in one file
    assert f"{len(skipped)} files or records were not read" in told
    assert skipped["reason"].str.len().min() > 10
    corpus = load_corpus(tmp_path / "made")
    assert len(corpus.pages) == 31
    assert corpus.pages["page_id"].is_unique


def test_strict_stops_at_the_first_fault(tmp_path, capsys):
    pages = folder_of(tmp_path / "pages", 3)
    (pages / "bad.txt").write_bytes(b"\xff\xfe\x00\xd8")
    assert main(["import", str(pages), "--to", str(tmp_path / "made"), "--strict"]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("bad.txt") == 1
    assert len(captured.err.strip().splitlines()) == 1
    assert not (tmp_path / "made" / "datapackage.json").exists()
    with pytest.raises(PageError, match=r"bad\.txt"):
        import_corpus([pages], tmp_path / "made", strict=True)


def test_nothing_read_is_an_error(tmp_path):
    (tmp_path / "a.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(CorpusError, match="none of 1 files could be read"):
        import_corpus([tmp_path / "a.txt"], tmp_path / "made")


def test_folders_are_walked_but_hidden_files_and_links_left_alone(tmp_path):
    pages = folder_of(tmp_path / "pages" / "2024" / "06", 2)
    folder_of(tmp_path / "outside", 1)
    (pages / ".hidden.txt").write_text(essay(7), encoding="utf-8")
    (tmp_path / "pages" / ".git").mkdir()
    (tmp_path / "pages" / ".git" / "x.txt").write_text(essay(8), encoding="utf-8")
    (tmp_path / "pages" / "away").symlink_to(tmp_path / "outside")
    (tmp_path / "pages" / "loop").symlink_to(tmp_path / "pages")
    (tmp_path / "pages" / "link.txt").symlink_to(tmp_path / "outside" / "000.txt")
    os.mkfifo(tmp_path / "pages" / "pipe.txt")  # who opens it waits for ever
    sources, skipped = gather([tmp_path / "pages"])
    assert [source.path.relative_to(tmp_path).as_posix() for source in sources] == [
        "pages/2024/06/000.txt",
        "pages/2024/06/001.txt",
    ]
    assert {Path(entry.file).name for entry in skipped} == {"away", "loop", "link.txt", "pipe.txt"}
    assert all(re.search("link|pipe", entry.reason) for entry in skipped)


def test_ids_are_unique_whatever_the_files_are_called(tmp_path):
    names = ["a.txt", "a.1.txt", "a.1.1.txt", "a.md", "b/a.txt", "b-a.txt", "b/a.1.txt", "a-1.txt", "a~2.txt"]
    for number, name in enumerate(names):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(essay(number), encoding="utf-8")
    (tmp_path / "pages" / "sheets.txt").write_text(essay(20) + "\f" + essay(21), encoding="utf-8")
    records = [
        {"id": "a", "text": essay(30)},
        {"id": "a", "text": essay(31)},
        {"id": "a.1", "text": essay(32)},
    ]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (tmp_path / "pages" / "list.jsonl").write_text(lines, encoding="utf-8")
    corpus = import_corpus([tmp_path / "pages"], tmp_path / "made").corpus
    ids = [
        *corpus.pages["page_id"],
        *corpus.articles["article_id"],
        *corpus.paragraphs["paragraph_id"],
        *corpus.sentences["sentence_id"],
    ]
    assert len(set(ids)) == len(ids)  # in all tables together: a document's id leads to one unit only
    assert len(corpus.pages) >= len(names) + 4
    assert page_id_of("x.12") == "x-12"


def test_names_of_files_give_docvars(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for at, name in enumerate(["20240604-07-1", "20231230-02-3", "notes"]):
        (pages / f"{name}.txt").write_text(essay(at), encoding="utf-8")
    made = import_corpus([pages], tmp_path / "made", pattern="{date:%Y%m%d}-{sheet}-{n}")
    found = made.corpus.articles.set_index("page_id")[["date", "sheet", "n"]]
    assert found.loc["20240604-07-1"].tolist() == ["2024-06-04", "07", "1"]
    assert found.loc["20231230-02-3"].tolist() == ["2023-12-30", "02", "3"]
    assert found.loc["notes"].tolist() == ["", "", ""]
    with pytest.raises(ArgumentError, match="has no field"):
        gather([pages], pattern="page")
    with pytest.raises(ArgumentError, match="twice"):
        gather([pages], pattern="{n}-{n}")


def test_every_field_of_a_record_is_a_docvar(tmp_path):
    records = [
        {"text": essay(1), "province": "皖", "round": 1},
        {"text": essay(2), "province": "苏", "round": 2, "score": 0.5},
    ]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    (tmp_path / "list.jsonl").write_text(lines, encoding="utf-8")
    articles = import_corpus([tmp_path / "list.jsonl"], tmp_path / "made").corpus.articles
    assert articles["province"].tolist() == ["皖", "苏"]
    assert articles["round"].tolist() == [1, 2]
    assert pd.isna(articles["score"][0])
    assert articles["score"][1] == 0.5


def test_a_corpus_carries_its_word_lists(tmp_path):
    pages = folder_of(tmp_path / "pages", 3)
    (tmp_path / "terms.txt").write_bytes("一起推进 9 v\n".encode("gb18030"))
    (tmp_path / "stop.txt").write_text("项目\n", encoding="utf-8")
    options = ["--user-dictionary", str(tmp_path / "terms.txt"), "--stopwords", str(tmp_path / "stop.txt")]
    assert main(["import", str(pages), "--to", str(tmp_path / "made"), *options]) == 0
    (tmp_path / "terms.txt").unlink()
    corpus = load_corpus(tmp_path / "made")
    assert corpus.tokenizer.user_dictionary == ("一起推进",)
    assert "一起推进" in set(corpus.term_counts["term"])
    vocabulary = build_dtm(corpus).vocabulary
    assert "项目" not in vocabulary
    assert "一起推进" in vocabulary
    assert "项目" in build_dtm(corpus, stopwords=()).vocabulary
    assert len(evidence(corpus, {"term": "一起推进"})) == 36


def test_a_list_that_takes_the_place_of_the_packages_says_so(tmp_path, capsys):
    pages = folder_of(tmp_path / "pages", 2)
    (tmp_path / "stop.txt").write_text("项目\n的\n", encoding="utf-8")
    command = [
        "import",
        str(pages),
        "--to",
        str(tmp_path / "made"),
        "--stopwords",
        str(tmp_path / "stop.txt"),
    ]
    assert main(command) == 0
    assert "2 stopwords of" in (told := capsys.readouterr().out)
    assert "--extend-stopwords" in told
    assert load_corpus(tmp_path / "made").stopwords == {"项目", "的"}
    assert main([*command, "--extend-stopwords"]) == 0
    assert "take the place" not in capsys.readouterr().out
    assert load_corpus(tmp_path / "made").stopwords == read_stopwords() | {"项目"}
    assert main(["import", str(pages), "--to", str(tmp_path / "made"), "--extend-stopwords"]) == 2
    assert "give that file too" in capsys.readouterr().err


def test_docvars_that_a_second_import_has_not_are_told(tmp_path, capsys):
    pages = folder_of(tmp_path / "pages", 2)
    names = sorted(path.stem for path in pages.iterdir())
    (tmp_path / "facts.csv").write_text(
        "page_id,province\n" + "".join(f"{name},沪\n" for name in names), encoding="utf-8"
    )
    command = ["import", str(pages), "--to", str(tmp_path / "made")]
    assert main([*command, "--docvars", str(tmp_path / "facts.csv")]) == 0
    assert "--docvars again" not in capsys.readouterr().out
    assert main([*command, "--docvars", str(tmp_path / "facts.csv")]) == 0
    assert "--docvars again" not in capsys.readouterr().out
    assert main(command) == 0
    assert "had province, this one has not; give --docvars again" in capsys.readouterr().out


def test_the_same_text_twice_is_found_and_dropped_or_kept(tmp_path):
    pages = folder_of(tmp_path / "pages", 10)
    shutil.copy(pages / "003.txt", pages / "reprint.txt")
    edited = essay(5).replace("第155号项目", "第155号新项目")
    (pages / "reprint-edited.txt").write_text(edited, encoding="utf-8")
    dropped = import_corpus([pages], tmp_path / "dropped")
    kept = import_corpus([pages], tmp_path / "kept", duplicates="keep")
    pairs = dropped.duplicates.set_index("article_id")["duplicate_of"].to_dict()
    assert pairs == {"reprint.1": "003.1", "reprint-edited.1": "005.1"}
    assert kept.duplicates.equals(dropped.duplicates)
    assert (tmp_path / "dropped" / "duplicates.csv").read_text("utf-8").count("\n") == 3
    assert len(dropped.corpus.articles) == 10
    assert len(kept.corpus.articles) == 12
    plain = import_corpus([folder_of(tmp_path / "plain", 10)], tmp_path / "alone").corpus
    assert dropped.corpus.term_counts.equals(plain.term_counts)
    for made, choice in ((dropped, "drop"), (kept, "keep")):
        assert build_dtm(made.corpus).settings["duplicates"] == choice


@pytest.fixture
def large(monkeypatch):
    """Corpora of more than five articles stay in shards, of about three files each."""
    monkeypatch.setattr(importing, "MOST_IN_TABLES", 5)
    monkeypatch.setattr(sharding, "SHARD_BYTES", 5_000)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_shards_are_the_same_bytes_for_any_number_of_workers(tmp_path, large):
    pages = folder_of(tmp_path / "pages", 12)
    for workers in (1, 2):
        import_corpus([pages], tmp_path / str(workers), workers=workers)
    assert len(load_corpus(tmp_path / "1").shards) > 2
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")


def test_a_corpus_in_shards_is_the_corpus(tmp_path, large, monkeypatch):
    pages = folder_of(tmp_path / "pages", 12)
    shutil.copy(pages / "003.txt", pages / "reprint.txt")
    sharded = import_corpus([pages], tmp_path / "sharded").corpus
    monkeypatch.setattr(importing, "MOST_IN_TABLES", 100)
    whole = import_corpus([pages], tmp_path / "whole").corpus
    assert sharded.shards
    assert not whole.shards
    assert sum(len(part.articles) for part in sharded.parts()) == len(whole.articles) == 12
    for table in ("pages", "articles", "paragraphs", "sentences", "term_counts", "apparatus", "codings"):
        pd.testing.assert_frame_equal(getattr(sharded, table), getattr(whole, table))
    assert sharded.tokenizer.settings == whole.tokenizer.settings


def test_an_import_takes_up_where_it_was_stopped(tmp_path, large, monkeypatch):
    pages = folder_of(tmp_path / "pages", 12)
    import_corpus([pages], tmp_path / "whole")
    made: list[str] = []
    real = sharding.make_shard

    def counting(batch, folder, options):
        if len(made) == 2 and not made.count("stop"):
            made.append("stop")
            raise KeyboardInterrupt
        made.append(folder.name)
        real(batch, folder, options)

    monkeypatch.setattr(sharding, "make_shard", counting)
    with pytest.raises(KeyboardInterrupt):
        import_corpus([pages], tmp_path / "stopped")
    assert not (tmp_path / "stopped" / "datapackage.json").exists()
    import_corpus([pages], tmp_path / "stopped")
    assert len(set(made)) == len(made)  # no shard was made twice
    assert bytes_of(tmp_path / "stopped") == bytes_of(tmp_path / "whole")
    before = len(made)
    (pages / "005.txt").write_text(essay(99), encoding="utf-8")
    import_corpus([pages], tmp_path / "stopped")
    assert len(made) == before + 1  # only the shard with the changed file


@pytest.mark.skipif(os.name != "posix", reason="a process is killed by a signal")
def test_a_killed_import_leaves_nothing_half_written(tmp_path):
    pages = folder_of(tmp_path / "pages", 60)
    code = (
        "import sys; from yrdresearch.corpus import importing, sharding; sharding.SHARD_BYTES = 3000;"
        "importing.MOST_IN_TABLES = 5; importing.import_corpus([sys.argv[1]], sys.argv[2])"
    )
    command = [sys.executable, "-c", code, str(pages)]
    subprocess.run([*command, str(tmp_path / "whole")], check=True)
    for wait in (0.0, 0.3):
        process = subprocess.Popen([*command, str(tmp_path / "killed")])
        while process.poll() is None and not (tmp_path / "killed" / "shards").exists():
            time.sleep(0.01)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run([*command, str(tmp_path / "killed")], check=True)
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")


QUESTIONS = {
    "term": {"term": "港口"},
    "substring of no term": {"term": "港口联动上"},
    "article": {"article_id": "007.1"},
    "paragraph and term": {"paragraph_id": "003.1.2", "term": "推进"},
    "author": {"author": "赵江海"},
    "place": {"place": "合肥"},
}


@pytest.fixture
def both(tmp_path, large, monkeypatch):
    """The same pages in shards and as tables."""
    pages = folder_of(tmp_path / "pages", 12)
    sharded = import_corpus([pages], tmp_path / "sharded").corpus
    monkeypatch.setattr(importing, "MOST_IN_TABLES", 100)
    return sharded, import_corpus([pages], tmp_path / "whole").corpus


@pytest.mark.parametrize("unit", ["paragraph", "article", "author"])
def test_the_matrix_from_shards_is_the_matrix(both, unit):
    sharded, whole = (build_dtm(corpus, unit=unit, min_term_frequency=3) for corpus in both)
    assert sharded.vocabulary == whole.vocabulary
    assert sharded.doc_ids == whole.doc_ids
    assert (sharded.counts != whole.counts).nnz == 0
    assert not {"sentences", "term_counts"} & set(both[0].__dict__)  # no table was read as a whole


@pytest.mark.parametrize("question", QUESTIONS)
def test_evidence_from_shards_is_the_evidence(both, question):
    sharded, whole = (evidence(corpus, QUESTIONS[question]).table for corpus in both)
    pd.testing.assert_frame_equal(sharded, whole)
    assert not {"sentences", "term_counts"} & set(both[0].__dict__)
    assert len(evidence(both[0], QUESTIONS[question], top_n=1)) == min(1, len(whole))


def test_an_id_in_no_shard_is_named(both):
    with pytest.raises(ArgumentError, match="is the row from another corpus"):
        evidence(both[0], {"article_id": "nowhere"})


def test_coding_and_docvars_from_shards(both):
    sharded, whole = both
    years = pd.DataFrame({"page_id": whole.pages["page_id"], "round": range(12)})
    sharded, whole = (add_docvars(corpus, years, on="page_id") for corpus in (sharded, whole))
    assert sharded.shards
    pd.testing.assert_frame_equal(code_policy_areas(sharded), code_policy_areas(whole))
    assert with_codings(sharded).codings.equals(with_codings(whole).codings)


def test_a_damaged_shard_is_named(both):
    shard = both[0].shards[1]
    (shard / "term_counts.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(CorpusError, match=r"term_counts\.parquet: the shard is missing or damaged"):
        build_dtm(both[0])


def test_a_large_file_of_records_is_read_in_pieces(tmp_path, large, monkeypatch):
    records = [
        {"text": essay(number), **({"id": f"r{number}"} if number % 2 else {})} for number in range(12)
    ]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    lines[8] = "{broken"
    (tmp_path / "list.jsonl").write_text("\n".join(lines), encoding="utf-8")
    pieces = import_corpus([tmp_path / "list.jsonl"], tmp_path / "pieces")
    monkeypatch.setattr(sharding, "SHARD_BYTES", 10**9)
    whole = import_corpus([tmp_path / "list.jsonl"], tmp_path / "whole")
    assert len(pieces.corpus.shards) > 2
    assert len(whole.corpus.shards) == 1
    pd.testing.assert_frame_equal(pieces.skipped, whole.skipped)
    assert "line 9" in pieces.skipped["reason"][0]
    assert pieces.corpus.pages["page_id"].tolist() == whole.corpus.pages["page_id"].tolist()
    assert [path.name for path in (tmp_path / "pieces" / "shards").iterdir() if path.name == "pieces"] == []
    pd.testing.assert_frame_equal(pieces.corpus.term_counts, whole.corpus.term_counts)
