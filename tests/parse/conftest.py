import os
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version

import pytest


@pytest.fixture(scope="session")
def markdown_it_tests(request, tmp_path_factory):
    """The tests of the installed markdown-it-py, whose examples they hold: from its source distribution.

    Downloaded once and kept in pytest's cache. Skips where the package index is out of reach, but not in CI.
    """
    release = version("markdown-it-py")
    folder = request.config.cache.mkdir("markdown-it-py") / release
    if not folder.exists():
        download = tmp_path_factory.mktemp("download")
        options = ["--no-deps", "--no-binary", "markdown-it-py", "--quiet", "--dest", str(download)]
        command = [sys.executable, "-m", "pip", "download", *options, f"markdown-it-py=={release}"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode and not os.environ.get("CI"):
            pytest.skip("the source distribution of markdown-it-py cannot be downloaded")
        [archive] = download.glob("markdown_it_py-*.tar.gz")
        with tarfile.open(archive) as tar:
            # The filter came to Python 3.11 with 3.11.4; Debian 12 has 3.11.2.
            tar.extractall(download, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        # Another process of the same run may have been faster: the same files are put there twice.
        shutil.copytree(download / f"markdown_it_py-{release}", folder, dirs_exist_ok=True)
    return folder / "tests"
