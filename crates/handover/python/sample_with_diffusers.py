"""Samples with the SCHEDULER of diffusers, and says how far its samples are from the page's."""

import diffusers
import torch
from safetensors.torch import load_file

import train

torch.set_default_dtype(torch.float64)
data = train.Data(train.HERE / "data.safetensors")
network = train.network(data.mean.shape[1])
network.load_state_dict(load_file(train.HERE / "weights.safetensors"))
model = train.Model(network, data, torch.device("cpu"))
noise = {name: tensor.double() for name, tensor in load_file(train.HERE / "start_noise.safetensors").items()}
levels = train.SAMPLED[:-1]

scheduler = diffusers.SCHEDULER.from_pretrained(train.HERE)
scheduler.set_timesteps(TIMESTEPS)
x, z = model.prior(noise["start"]), iter(noise["z"])
BEFORE
with torch.no_grad():
    for t, level in zip(scheduler.timesteps, levels):
        denoised = model.denoised(x, level) IF_PURE
        OUTPUT
        x = scheduler.step(output, t, xMORE).prev_sample

error = float((x - noise["samples"]).norm() / noise["samples"].norm())
print(f"samples of SCHEDULER: off by {error:.1e}")
raise SystemExit(0 if error <= 1e-5 else 1)
