"""Tables of money in files of odd makes, drawn by a generator of its own: `python -m benchmarks.odd_files FOLDER`."""
