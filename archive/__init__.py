"""The archive: what was crawled, kept with its evidence, and found again."""
