"""From a document to rows, from staged rows into the warehouse."""
