"""Training of the page-layer network on the laboratory's learn set. PyTorch is needed here and nowhere else."""
