"""Questions of an analyst over both archives of real disclosures, with answers read off the pages by eye.

    python -m benchmarks.questions WAREHOUSE

Each file holds the question, where its answer was read, the answer (a row a line, columns apart by tabs) and one query
of at most 15 lines on facts and views. Exit code 1 where one is answered otherwise.
"""
