"""Who reads: processes of this machine, or Dask workers of others; the jobs and outcomes that travel between them."""
