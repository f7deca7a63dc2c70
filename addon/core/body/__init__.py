"""The parametric body: shape, skeleton, measures, the body of a tape, poses."""
