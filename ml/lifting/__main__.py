"""Makes the lifter, from a checkout: drawn people, training, and a comparison with the solver alone.

python -m ml.lifting people   --folder WORK --people 600
python -m ml.lifting pictures --folder WORK --mocap FOLDER --samples 40000 --jobs 2
python -m ml.lifting train    --folder WORK --steps 20000
python -m ml.lifting export   --folder WORK --to ml/checkpoints/lifter.safetensors
python -m ml.lifting compare  --folder WORK --mocap FOLDER --people 60

WORK holds people.npz, shard_*.npz, state.pt and curve.png. Every command goes on where it was stopped; the same seed
gives the same shards. Half a minute a thousand pictures on 16 cores; two hours for 40,000 on 2.
"""

import importlib
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    load = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts" / "package.py"))["load"]
    sys.exit(importlib.import_module(f"{load().__name__}.ml.lifting.commands").main(sys.argv[1:]))
