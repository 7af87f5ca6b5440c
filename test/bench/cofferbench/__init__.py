"""cofferfs beside other mounts and beside the bare SDK, over a network that is shaped."""
