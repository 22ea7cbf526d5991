# Makes SoftmaxRegressionTests/Goldens/relaxed-fits.json: relaxed fits of MASS' birthwt by glmnet.
#
#   apt-get install r-cran-glmnet r-cran-mass   (R 4.2.2, glmnet 4.1-6, MASS 7.3-58.2)
#   Rscript relaxed_fits.R
#
# birthwt (189 births at Springfield, Hosmer and Lemeshow 1989) is all numbers: what is told is the mother's race (three
# classes) or whether the child weighs little (two). Numbers are rounded to Float32 first, as the library does; columns are
# standardised. Coefficients are of the raw columns, bias first, class by class; of the refit glmnet leaves what all classes
# have in common where it happens to stand, so that only differences between classes mean something.
suppressMessages({library(MASS); library(glmnet)})

here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
f32 <- function(x) readBin(writeBin(as.numeric(x), raw(), size = 4), "numeric", n = length(x), size = 4)
number <- function(x) paste0("[", paste(sprintf("%.17g", as.vector(x)), collapse = ", "), "]")

columns <- c("age", "lwt", "smoke", "ptl", "ht", "ui", "ftv", "bwt")
raw <- as.matrix(birthwt[, columns])
raw[, "bwt"] <- raw[, "bwt"] / 1000
raw[, "lwt"] <- raw[, "lwt"] / 100
x <- matrix(f32(raw), nrow(raw))
case <- function(name, columns, y, alpha, lambdas, factors = NULL) {
  own <- x[, columns, drop = FALSE]
  arguments <- list(own, y, family = "multinomial", alpha = alpha, lambda = lambdas, relax = TRUE, maxp = 1e6,
                    thresh = 1e-14, maxit = 1e8)
  # glmnet brings factors to the mean 1.
  if (!is.null(factors)) arguments$penalty.factor <- factors
  fit <- do.call(glmnet, arguments)
  coefficients <- function(gamma, s) sapply(coef(fit, s = s, gamma = gamma), function(b) as.vector(b))
  loss <- function(b) {
    logits <- cbind(1, own) %*% b
    mean(log(rowSums(exp(logits - apply(logits, 1, max)))) + apply(logits, 1, max) - logits[cbind(seq_along(y), y + 1)])
  }
  fits <- sapply(lambdas, function(s) {
    # gamma is raised to 1e-5 by coef(): the refit itself is in fit$relaxed.
    class(fit$relaxed) <- setdiff(class(fit$relaxed), "relaxed")
    refit <- sapply(coef(fit$relaxed, s = s), function(b) as.vector(b))
    penalised <- coefficients(1, s)
    sprintf('{"lambda": %.17g, "penalised": %s, "refit": %s, "quarter": %s, "refitLogLoss": %.17g, "quarterLogLoss": %.17g}',
            s, number(penalised), number(refit), number(coefficients(0.25, s)), loss(refit), loss(coefficients(0.25, s)))
  })
  sprintf('{"name": "%s", "columns": [%s], "labels": [%s], "alpha": %.17g, "factors": %s,\n "fits": [%s]}', name,
          paste(columns - 1, collapse = ", "), paste(y, collapse = ", "), alpha,
          if (is.null(factors)) "null" else number(factors * length(factors) / sum(factors)), paste(fits, collapse = ",\n  "))
}
cases <- c(
  case("race", 1:8, birthwt$race - 1, 1, c(0.06, 0.03, 0.01)),
  case("race, elastic net", 1:8, birthwt$race - 1, 0.5, c(0.08, 0.04)),
  case("race, penalty factors", 1:8, birthwt$race - 1, 1, c(0.06, 0.03), c(0, 1, 2, 1, 1, 0.5, 1, 1)),
  case("low", 1:7, birthwt$low, 1, c(0.06, 0.03, 0.01)))

# Seven folds of 27 rows in turn; means of losses and their errors are halves of the deviance's. gamma from 0 up, for each
# every lambda.
lambdas <- c(0.12, 0.06, 0.03, 0.015, 0.0075)
folds <- (seq_len(nrow(x)) - 1) %% 7
cv <- cv.glmnet(x, birthwt$race - 1, family = "multinomial", relax = TRUE, gamma = c(0, 0.25, 0.5, 0.75, 1),
                lambda = lambdas, foldid = folds + 1, thresh = 1e-13, maxit = 1e8, maxp = 1e6)$relaxed
validation <- sprintf(
  '{"case": "race", "lambdas": %s, "folds": [%s], "means": %s, "errors": %s, "best": %s, "oneStandardError": %s}',
  number(lambdas), paste(folds, collapse = ", "), number(sapply(cv$statlist, function(s) s$cvm / 2)),
  number(sapply(cv$statlist, function(s) s$cvsd / 2)), number(c(cv$lambda.min, cv$gamma.min)),
  number(c(cv$lambda.1se, cv$gamma.1se)))

writeLines(sprintf(
  '{"made": "%s, glmnet %s, MASS %s",\n"features": [%s],\n"validation": %s,\n"cases": [%s]}', R.version.string, packageVersion("glmnet"),
  packageVersion("MASS"), paste(number(t(x)), collapse = ""), validation, paste(cases, collapse = ",\n")) |>
  gsub(pattern = '"features": [[', replacement = '"features": [', fixed = TRUE) |>
  gsub(pattern = "]],\n\"validation\"", replacement = "],\n\"validation\"", fixed = TRUE),
  file.path(here, "../SoftmaxRegressionTests/Goldens/relaxed-fits.json"))
