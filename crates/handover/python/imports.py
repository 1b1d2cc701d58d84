"""Trains the diffusion model of config.json on its data, and samples from it: see README.md."""

import argparse
import json
import math
import os
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple, cast

import torch
import torch.distributed as dist
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

HERE = Path(__file__).parent
CONFIG: dict[str, Any] = json.loads((HERE / "config.json").read_text())
