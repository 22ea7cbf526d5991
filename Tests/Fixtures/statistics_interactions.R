# Makes SoftmaxDataTests/Goldens/Statistics/interactions.json: marginal effects of models with products of columns.
#
#   Rscript statistics_interactions.R   (R 4.2.2, nnet 7.3-18; the tables are those that statistics_categories.R writes)
#
# The fit is Newton's method here, held against nnet's multinom. Effects are differences of the model's probabilities with all
# products made anew: of the fourth order for numbers, from base to level for categories. Their errors come from such
# differences by the coefficients, and the information's inverse or the sandwich HC0.
suppressMessages(library(nnet))

here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
data <- file.path(here, "../SoftmaxDataTests/Goldens/Statistics")
number <- function(x) sprintf("%.17g", x)
text <- function(x) paste0("[", paste(number(as.vector(x)), collapse = ", "), "]")
strings <- function(x) paste0("[", paste0('"', x, '"', collapse = ", "), "]")

# Columns as features: numbers, and an indicator for each category but the base, the first by name.
features <- function(frame, columns) {
  values <- list()
  groups <- list()
  for (name in columns) {
    x <- frame[[name]]
    if (is.numeric(x)) {
      values[[name]] <- x
      next
    }
    levels <- sort(unique(x))
    own <- if (setequal(levels, c("no", "yes"))) name else paste0(name, "=", levels[-1])
    for (k in seq_along(own)) values[[own[k]]] <- as.numeric(x == levels[k + 1])
    groups[[name]] <- own
  }
  list(values = do.call(cbind, values), groups = groups)
}
# The features of an interaction's columns, multiplied: those of the first change slowest.
products <- function(f, pairs) {
  own <- function(name) if (is.null(f$groups[[name]])) name else f$groups[[name]]
  out <- list()
  for (pair in pairs) for (a in own(pair[1])) for (b in own(pair[2])) out[[length(out) + 1]] <- c(a, b)
  out
}
design <- function(values, pairs) {
  for (pair in pairs) {
    values <- cbind(values, values[, pair[1]] * values[, pair[2]])
    colnames(values)[ncol(values)] <- paste(pair, collapse = ":")
  }
  cbind("(intercept)" = 1, values)
}
probabilities <- function(X, beta) {  # beta: terms x (classes - 1), the first class being the reference
  e <- exp(cbind(0, X %*% beta))
  e / rowSums(e)
}
fourth <- function(f, h) (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)

case <- function(name, frame, label, columns, interactions, weights = rep(1, nrow(frame))) {
  y <- factor(frame[[label]])
  K <- nlevels(y)
  f <- features(frame, columns)
  pairs <- products(f, interactions)
  X <- design(f$values, pairs)
  p <- ncol(X)
  Y <- sapply(levels(y)[-1], function(k) as.numeric(y == k))
  # On standardised columns, so that Newton's method keeps its digits.
  centre <- c(0, colMeans(X[, -1])); spread <- c(1, apply(X[, -1], 2, sd))
  Z <- sweep(sweep(X, 2, centre), 2, spread, "/")
  information <- function(P, M) {
    H <- matrix(0, p * (K - 1), p * (K - 1))
    for (k in 2:K) for (l in 2:K) {
      w <- weights * P[, k] * ((k == l) - P[, l])
      H[(k - 2) * p + 1:p, (l - 2) * p + 1:p] <- t(M) %*% (w * M)
    }
    H
  }
  gamma <- matrix(0, p, K - 1)
  for (step in 1:60) {
    P <- probabilities(Z, gamma)
    gradient <- as.vector(t(Z) %*% (weights * (Y - P[, -1])))
    change <- solve(information(P, Z), gradient)
    gamma <- gamma + matrix(change, p)
    if (max(abs(change)) < 1e-13) break
  }
  P <- probabilities(Z, gamma)
  # Back to the columns' own units: beta = A gamma.
  A <- diag(1 / spread); A[1, ] <- A[1, ] - centre / spread; A[1, 1] <- 1
  all <- kronecker(diag(K - 1), A)
  inverse <- solve(information(P, Z))
  scores <- do.call(cbind, lapply(2:K, function(k) Z * (Y[, k - 1] - P[, k])))
  beta <- A %*% gamma
  covariance <- all %*% inverse %*% t(all)
  robust <- all %*% inverse %*% (t(scores) %*% (weights * scores)) %*% inverse %*% t(all)
  peer <- multinom(y ~ X - 1, weights = weights, maxit = 5000, abstol = 1e-15, reltol = 1e-15, trace = FALSE)
  # Of two classes it tells the second one's alone.
  stopifnot(max(abs(fitted(peer) - P[, if (K == 2) 2 else 1:K])) < 1e-4)

  indicators <- unlist(f$groups)
  terms <- colnames(f$values)
  effect <- function(beta, values, w, term) {
    mean <- function(v) colSums(w * probabilities(design(v, pairs), beta)) / sum(w)
    if (!(term %in% indicators)) {
      h <- 1e-3 * sd(f$values[, term])
      return(fourth(function(d) { v <- values; v[, term] <- v[, term] + d; mean(v) }, h))
    }
    group <- f$groups[[which(sapply(f$groups, function(g) term %in% g))]]
    base <- values; base[, group] <- 0
    level <- base; level[, term] <- 1
    mean(level) - mean(base)
  }
  place <- function(values, w) {
    E <- sapply(terms, function(term) effect(beta, values, w, term))  # classes x terms
    errors <- function(V) {
      out <- E
      J <- array(0, dim = c(dim(E), length(beta)))
      for (i in seq_along(beta)) {
        h <- 1e-3 * sqrt(covariance[i, i])
        J[, , i] <- fourth(function(d) {
          b <- beta; b[i] <- b[i] + d
          sapply(terms, function(term) effect(b, values, w, term))
        }, h)
      }
      for (k in 1:nrow(E)) for (t in 1:ncol(E)) out[k, t] <- sqrt(J[k, t, ] %*% V %*% J[k, t, ])
      out
    }
    sprintf('{"effects": %s, "errors": %s, "robustErrors": %s}', text(t(E)), text(t(errors(covariance))),
            text(t(errors(robust))))
  }
  means <- t(colSums(weights * f$values) / sum(weights))
  sprintf('"%s": {"logLikelihood": %s, "classes": %s, "terms": %s, "estimates": %s, "covariance": %s, "average": %s, "means": %s}',
          name, number(sum(weights * log(P[cbind(seq_along(y), as.integer(y))]))), strings(levels(y)), strings(terms),
          text(beta), text(covariance), place(f$values, weights), place(means, 1))
}

b <- read.csv(file.path(data, "birthwt.csv"))
h <- read.csv(file.path(data, "housing.csv"))
cases <- c(
  case("housing products", h, "Sat", c("Infl", "Type", "Cont"), list(c("Infl", "Type"), c("Cont", "Infl")), h$Freq),
  case("birthwt products", b, "low", c("age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv"),
       list(c("age", "smoke"), c("age", "age"), c("race", "lwt"), c("smoke", "ui"), c("lwt", "ftv"))),
  case("birthwt race products", b, "race", c("age", "lwt", "smoke", "ht", "ftv"),
       list(c("lwt", "smoke"), c("age", "lwt"), c("ftv", "ftv"))))
writeLines(paste0('{"made": "', R.version.string, ", nnet ", packageVersion("nnet"), '", "cases": {\n',
                  paste(cases, collapse = ",\n"), "\n}}"), file.path(data, "interactions.json"))
