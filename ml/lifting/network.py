"""The lifter's network in torch, and the skeleton it is trained through."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..fit.parameters import Layout
from ..lifter import FIRST_TURN, Sizes

START = 0.1  # of the last layers' usual weights: training begins at the mean body
LEAST_LOG, MOST_LOG = -8.0, 4.0  # of a variance over the usual


class Block(nn.Module):
    """A residual block."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.narrow(self.dropout(functional.silu(self.wide(self.norm(x)))))


class Network(nn.Module):
    """What is shown, (B, inputs), to means (B, sizes.means) and log variances (B, sizes.variances)."""

    def __init__(self, sizes: Sizes, inputs: int, width: int, blocks: int, dropout: float):
        super().__init__()
        self.input_mean = nn.Parameter(torch.zeros(inputs), requires_grad=False)
        self.input_spread = nn.Parameter(torch.ones(inputs), requires_grad=False)
        self.first = nn.Linear(inputs, width)
        self.blocks = nn.ModuleList([Block(width, dropout) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)
        self.means = nn.Linear(width, sizes.means)
        self.variances = nn.Linear(width, sizes.variances)
        with torch.no_grad():
            self.means.weight *= START
            self.variances.weight *= START
            self.variances.bias.fill_(-1.0)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = self.first(((x - self.input_mean) / self.input_spread).clamp(-6, 6))
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return self.means(x), self.variances(x.detach()).clamp(LEAST_LOG, MOST_LOG)


class Skeleton(nn.Module):
    """Where the landmarks of known shapes come to lie, batched by the joints' depth in the tree."""

    def __init__(self, layout: Layout):
        super().__init__()
        body = layout.body
        self.levels = [torch.as_tensor(level) for level in body.joint_levels[1:]]
        self.above = [torch.as_tensor(body.parents[level]) for level in body.joint_levels[1:]]
        self.register_buffer("spread_out", torch.as_tensor(layout.angle_matrix, dtype=torch.float32))
        self.joint = torch.as_tensor(body.pair_joint)
        self.register_buffer("weight", torch.as_tensor(body.pair_weight, dtype=torch.float32)[:, None])
        gather = body.pair_landmark == np.arange(len(body.landmarks))[:, None]
        self.register_buffer("gather", torch.as_tensor(gather, dtype=torch.float32))

    def forward(self, root: Tensor, angles: Tensor, heads: Tensor, points: Tensor) -> Tensor:
        """(B, K, 3) landmarks about the root.

        Args:
            root: (B, 3, 3) rotation into camera axes.
            angles: (B, 3 * hinges).
            heads: (B, J, 3) at rest, the root's at the origin.
            points: (B, P, 3) of the pairs of landmarks and joints, about the origin as ``heads``.
        """
        vectors = (angles @ self.spread_out).view(len(angles), -1, 3)
        local = rotation(vectors)
        turned, moved = [None] * heads.shape[1], [None] * heads.shape[1]
        turned[0], moved[0] = root, torch.zeros_like(heads[:, 0])
        for level, above in zip(self.levels, self.above):
            parents = torch.stack([turned[j] for j in above], 1)  # type: ignore[arg-type]
            places = torch.stack([moved[j] for j in above], 1)  # type: ignore[arg-type]
            here = parents @ local[:, level]
            there = places + ((parents - here) @ heads[:, level, :, None])[..., 0]
            for number, joint in enumerate(level):
                turned[joint], moved[joint] = here[:, number], there[:, number]
        all_turned, all_moved = torch.stack(turned, 1), torch.stack(moved, 1)  # type: ignore[arg-type]
        placed = (all_turned[:, self.joint] @ points[..., None])[..., 0] + all_moved[:, self.joint] * self.weight
        return self.gather @ placed


def rotation(vectors: Tensor) -> Tensor:
    """Rotation vectors (..., 3) to matrices (..., 3, 3)."""
    angle = (vectors.square().sum(-1, keepdim=True) + 1e-12).sqrt()
    x, y, z = (vectors / angle).unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).view(*x.shape, 3, 3)
    sine, cosine = torch.sin(angle)[..., None], torch.cos(angle)[..., None]
    return torch.eye(3, device=vectors.device) + sine * cross + (1 - cosine) * (cross @ cross)


def rotation_from_six(six: Tensor) -> Tensor:
    """Two columns (B, 6) to rotations (B, 3, 3): Zhou et al., "On the Continuity of Rotation Representations", 2019."""
    six = six + torch.tensor(FIRST_TURN, device=six.device)
    first = functional.normalize(six[:, :3], dim=-1)
    second = six[:, 3:] - (first * six[:, 3:]).sum(-1, keepdim=True) * first
    second = functional.normalize(second, dim=-1)
    return torch.stack([first, second, torch.linalg.cross(first, second)], -1)


def vee(rotations: Tensor) -> Tensor:
    """(B, 3) sines about the axes of small rotations (B, 3, 3)."""
    r = rotations
    return torch.stack([r[:, 2, 1] - r[:, 1, 2], r[:, 0, 2] - r[:, 2, 0], r[:, 1, 0] - r[:, 0, 1]], 1) / 2
