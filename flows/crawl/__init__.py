"""Sites that publish disclosures, crawled on Scrapy in a process of its own: what is new is stored and ingested."""
