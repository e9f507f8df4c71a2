"""Files that a page gives away."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
