"""Tables in files, CSV and XLSX: cells, columns, and the wrong cells of a refused table."""
