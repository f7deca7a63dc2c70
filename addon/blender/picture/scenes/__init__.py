"""The places that stills are taken in besides the studio: modelled by procedure, to true scale."""
