"""A real JupyterLab in a real browser; skipped where the machine has no Chromium (`.ci/run` installs it)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest

from yrdresearch.report import copy_notebooks

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of this folder drive a browser: one process at a time."""
    for item in items:
        if Path(str(item.path)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.xdist_group("browser"))


def _link_font(share: Path) -> None:
    """The packaged Chinese font for the browser, as `make font` gives it: this machine may have none."""
    (share / "fonts").mkdir()
    (share / "fonts" / "NotoSansSC.otf").symlink_to(pylopdf_fonts_zh_cn.sans_path())
    os.environ["XDG_DATA_HOME"] = str(share)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """A headless Chromium that asks nobody but this machine."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine; apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    _link_font(tmp_path_factory.mktemp("share"))
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a JupyterLab on copies of the notebooks, as `make lab` makes them, with its token."""
    folder = tmp_path_factory.mktemp("lab")
    for lang in ("zh", "en"):
        copy_notebooks(folder / lang, lang=lang)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
            "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=test", f"--ServerApp.root_dir={folder}",
            "--LabApp.expose_app_in_browser=True", f"--LabApp.app_settings_dir={ROOT / 'docs' / 'lab'}",
        ],
        stdout=log, stderr=log,
        env={
            **os.environ,
            "YRD_REPORTS": str(folder / "reports"),
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
        },
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api?token=test", timeout=2)
            break
        except OSError:
            time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(20)
