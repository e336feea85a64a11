"""Chromium for the tests of pages: headless, with no way out of this machine, gone when the tests are."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

FLAGS = (
    "--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--window-size=1440,1000",
    "--host-resolver-rules=MAP * ~NOTFOUND,EXCLUDE 127.0.0.1",
)  # fmt: skip


@contextmanager
def chromium(folder: Path, *flags: str) -> Iterator[Chrome]:
    """Give a browser whose profile and ``downloads`` lie in ``folder``; of a flag that is given twice the last counts.

    A machine without Chromium, its driver or selenium skips, unless ZEREN_BROWSER_TESTS=required.
    """
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver and find_spec("selenium")):
        reason = "needs chromium, chromedriver (apt install chromium chromium-driver) and selenium"
        if os.environ.get("ZEREN_BROWSER_TESTS") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    from selenium import webdriver

    downloads = folder / "downloads"
    downloads.mkdir()
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS, *(flags or ("--disable-gpu",)), f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    chrome.downloads = downloads  # type: ignore[attr-defined]
    chrome.set_script_timeout(300)  # axe looks at a whole page, also where the machine does much else
    try:
        yield chrome
    finally:
        chrome.quit()


def processor_seconds(browser: Chrome) -> float:
    """Return the processor time that the page's main thread has used; ``Performance.enable`` with threadTicks comes first."""
    metrics = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")
