"""What runs by the clock: deployments, the nightly crawl, the upkeep of a warehouse."""
