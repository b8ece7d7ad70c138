# Reads a source with sf and writes what it holds: `Rscript read_sf.R TARGET SOURCE [LAYER]`.
# Missing values become the word NA, days ISO texts; the geometry becomes text with 17 digits.
given <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages(library(sf))
options(digits = 17, warn = 2)
rows <- do.call(st_read, c(as.list(given[-1]), quiet = TRUE, stringsAsFactors = FALSE))
frame <- st_drop_geometry(rows)
frame$kind_of_date_start <- class(frame$date_start)[1]
frame$wkt <- ifelse(st_is_empty(rows), NA, st_as_text(st_geometry(rows), digits = 17))
write.csv(frame, given[1], row.names = FALSE, na = "NA", fileEncoding = "UTF-8")
