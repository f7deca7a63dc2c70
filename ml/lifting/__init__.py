"""Making the lifter: people drawn, what MediaPipe answers to them, and the network trained on it."""
