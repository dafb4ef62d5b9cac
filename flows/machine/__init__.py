"""What this machine must have: system libraries, weights, versions."""
