# Makes SoftmaxRegressionTests/Goldens/offsets.json: fits with offsets, by three packages of R.
#
#   apt-get install r-cran-glmnet r-cran-nnet r-cran-vgam r-cran-mass
#   (R 4.2.2, glmnet 4.1-6, nnet 7.3-18, VGAM 1.1-7, MASS 7.3-58.2)
#   Rscript offsets.R
#
# The data are MASS' housing (Madsen 1976): 72 rows with frequencies, treatment contrasts as features. The offsets are made
# numbers with two decimals.
suppressMessages({library(MASS); library(nnet); library(VGAM); library(glmnet)})

here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
target <- file.path(here, "../SoftmaxRegressionTests/Goldens/offsets.json")

h <- housing
classes <- levels(h$Sat)
x <- model.matrix(~ Infl + Type + Cont, h)[, -1]
i <- seq_len(nrow(h))
offset <- cbind(0, round(0.4 * sin(i), 2), round(0.8 * cos(2 * i) - 0.3, 2))
label <- as.integer(h$Sat)

# Without a penalty: VGAM's Fisher scoring for 14 digits and the covariance, nnet's as a second opinion.
nn <- multinom(Sat ~ x + offset(offset), data = h, weights = Freq, trace = FALSE, maxit = 5000, abstol = 1e-15,
               reltol = 1e-16)
nnNull <- multinom(Sat ~ 1 + offset(offset), data = h, weights = Freq, trace = FALSE, maxit = 5000, abstol = 1e-15,
                   reltol = 1e-16)
rows <- rep(i, h$Freq)
long <- data.frame(Sat = h$Sat[rows])
longX <- x[rows, ]
longOffset <- offset[rows, -1] - offset[rows, 1]
vg <- vglm(Sat ~ longX, multinomial(refLevel = 1), long, offset = longOffset, epsilon = 1e-14, maxit = 60,
           half.stepsizing = FALSE)
vgNull <- vglm(Sat ~ 1, multinomial(refLevel = 1), long, offset = longOffset, epsilon = 1e-14, maxit = 60,
               half.stepsizing = FALSE)
vgBare <- vglm(Sat ~ longX - 1, multinomial(refLevel = 1), long, offset = longOffset, epsilon = 1e-14, maxit = 60,
               half.stepsizing = FALSE)
byClass <- function(f) as.vector(t(matrix(seq_along(coef(f)), length(classes) - 1)))

# With one: glmnet, whose objective is mean loss + lambda (alpha |W|_1 + (1 - alpha) / 2 |W|^2) without standardising.
objective <- function(weights, bias, lambda, alpha) {
  logits <- x %*% weights + rep(bias, each = nrow(x)) + offset
  largest <- apply(logits, 1, max)
  loss <- largest + log(rowSums(exp(logits - largest))) - logits[cbind(i, label)]
  sum(h$Freq * loss) / sum(h$Freq) + lambda * (alpha * sum(abs(weights)) + (1 - alpha) / 2 * sum(weights^2))
}
number <- function(x) sprintf("%.17g", x)
array <- function(x) paste0("[", paste(number(as.vector(x)), collapse = ", "), "]")
penalised <- function(lambda, alpha) {
  # glmnet wants a path that comes from above.
  g <- glmnet(x, h$Sat, family = "multinomial", weights = h$Freq, offset = offset, alpha = alpha,
              lambda = lambda * c(4, 2, 1), standardize = FALSE, thresh = 1e-16, maxit = 1e8)
  weights <- sapply(g$beta, function(b) as.matrix(b)[, 3])
  bias <- g$a0[, 3]
  sprintf('{"lambda": %s, "alpha": %s, "objective": %s, "weights": %s, "bias": %s}', number(lambda), number(alpha),
          number(objective(weights, bias, lambda, alpha)), array(weights), array(bias))
}
# The largest lambda of glmnet's own path: nothing is left of the features there.
largest <- max(glmnet(x, h$Sat, family = "multinomial", weights = h$Freq, offset = offset, standardize = FALSE)$lambda)

text <- c(
  sprintf('"made": "%s, glmnet %s, nnet %s, VGAM %s, MASS %s"', R.version.string, packageVersion("glmnet"),
          packageVersion("nnet"), packageVersion("VGAM"), packageVersion("MASS")),
  sprintf('"classNames": [%s]', paste0('"', classes, '"', collapse = ", ")),
  sprintf('"featureNames": [%s]', paste0('"', colnames(x), '"', collapse = ", ")),
  sprintf('"features": %s', array(t(x))),
  sprintf('"labels": %s', array(label - 1)),
  sprintf('"weights": %s', array(h$Freq)),
  sprintf('"offsets": %s', array(t(offset))),
  sprintf('"estimates": %s', array(coef(vg)[byClass(vg)])),
  sprintf('"covariance": %s', array(vcov(vg)[byClass(vg), byClass(vg)])),
  sprintf('"logLikelihood": %s', number(logLik(vg))),
  sprintf('"nullLogLikelihood": %s', number(logLik(vgNull))),
  sprintf('"nullEstimates": %s', array(coef(vgNull))),
  sprintf('"estimatesWithoutIntercept": %s', array(coef(vgBare)[byClass(vgBare)])),
  sprintf('"logLikelihoodWithoutIntercept": %s', number(logLik(vgBare))),
  sprintf('"multinomEstimates": %s', array(t(coef(nn)))),
  sprintf('"multinomDeviance": %s', number(nn$deviance)),
  sprintf('"multinomNullDeviance": %s', number(nnNull$deviance)),
  sprintf('"largestLambda": %s', number(largest)),
  sprintf('"penalised": [%s]', paste(penalised(0.02, 1), penalised(0.002, 1), penalised(0.01, 0.5), penalised(0.01, 0),
                                     sep = ", ")))
writeLines(paste0("{", paste(text, collapse = ",\n"), "}"), target)
