"""Runs one Python file in each of several folders, as `python FILE ARGUMENTS` would there.

    python each.py FILE [ARGUMENTS] -- FOLDER...

Prints a line of JSON for each, in order: whether it ended well, and what it said. To import PyTorch takes longer than what
such a file does: it is imported once, and each run is a fork of the process that has done so.
"""

import contextlib
import io
import json
import multiprocessing
import os
import runpy
import sys
import traceback

import torch


def run(folder: str) -> dict[str, object]:
    os.chdir(folder)
    sys.path[0] = folder
    said, well = io.StringIO(), True
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path(sys.argv[0], run_name="__main__")
        except SystemExit as end:
            well = end.code in (None, 0)
        except Exception:
            traceback.print_exc()
            well = False
    return {"well": well, "said": said.getvalue()}


if __name__ == "__main__":
    end = sys.argv.index("--")
    folders, sys.argv = sys.argv[end + 1 :], sys.argv[1:end]
    torch.set_num_threads(1)
    with multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        for result in pool.imap(run, folders):
            print(json.dumps(result), flush=True)
