"""What people take away: rows and findings as JSON, CSV, HTML and XLSX."""
