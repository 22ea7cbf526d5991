# R's side of cases k and m, a request a process.
#
#   Rscript glmnet_path.R export SET FOLDER
#     One of mlbench's sets: FOLDER/rows (Float32, row after row), FOLDER/labels (UInt32), and a line of JSON.
#   Rscript glmnet_path.R fit FOLDER STRENGTHS COEFFICIENTS
#     glmnet's L1 path over the strengths in a file (a number a line), at its defaults: standardised columns, thresh 1e-7.
#     COEFFICIENTS (Float64): of each strength, of each class, the bias and the weights. A line of JSON says what it took.
#
# Ends with status 69 and one line where a package is missing.

arguments <- commandArgs(TRUE)
needed <- if (arguments[1] == "export") "mlbench" else "glmnet"
if (!suppressPackageStartupMessages(suppressWarnings(require(needed, quietly = TRUE, character.only = TRUE)))) {
  cat(sprintf("R has no package %s\n", needed))
  quit(status = 69)
}

# Name in mlbench, the column of classes, and how many rows count: of Letter those that its makers trained on.
sets <- list(
  letter = c("LetterRecognition", "lettr", 16000), satellite = c("Satellite", "classes", Inf),
  vowel = c("Vowel", "Class", Inf), vehicle = c("Vehicle", "Class", Inf), dna = c("DNA", "Class", Inf),
  glass = c("Glass", "Type", Inf))

export <- function(set, folder) {
  choice <- sets[[set]]
  data(list = choice[1], package = "mlbench", envir = environment())
  table <- get(choice[1])
  table <- table[seq_len(min(nrow(table), as.numeric(choice[3]))), ]
  labels <- droplevels(factor(table[[choice[2]]]))
  # Factors of numbers, such as DNA's zeros and ones, count as those numbers.
  columns <- lapply(table[names(table) != choice[2]], function(column) as.numeric(as.character(column)))
  writeBin(as.numeric(t(do.call(cbind, columns))), file.path(folder, "rows"), size = 4, endian = "little")
  writeBin(as.integer(labels) - 1L, file.path(folder, "labels"), size = 4, endian = "little")
  cat(sprintf(
    '{"rows": %d, "columns": %d, "classes": %d, "R": "%s", "mlbench": "%s"}\n', nrow(table), length(columns),
    nlevels(labels), getRversion(), packageVersion("mlbench")))
}

fit <- function(folder, strengths, coefficients) {
  lambda <- as.numeric(readLines(strengths))
  path <- function(name) file.path(folder, name)
  labels <- factor(readBin(path("labels"), "integer", file.size(path("labels")) / 4, size = 4, endian = "little"))
  numbers <- readBin(path("rows"), "numeric", file.size(path("rows")) / 4, size = 4, endian = "little")
  rows <- matrix(numbers, nrow = length(labels), byrow = TRUE)
  taken <- system.time(found <- glmnet(rows, labels, family = "multinomial", lambda = lambda))
  stopifnot(length(found$lambda) == length(lambda))
  parts <- lapply(coef(found), as.matrix)
  file <- file(coefficients, "wb")
  for (index in seq_along(lambda)) for (part in parts) writeBin(part[, index], file, size = 8, endian = "little")
  close(file)
  cat(sprintf(
    '{"seconds": %.6f, "cpuSeconds": %.6f, "glmnet": "%s"}\n', taken[["elapsed"]],
    taken[["user.self"]] + taken[["sys.self"]], packageVersion("glmnet")))
}

switch(arguments[1],
  export = export(arguments[2], arguments[3]), fit = fit(arguments[2], arguments[3], arguments[4]))
