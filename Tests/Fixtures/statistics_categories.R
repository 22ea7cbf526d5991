# Makes SoftmaxDataTests/Goldens/Statistics/r.json, and its tables of MASS: statistics with R's own treatment contrasts.
#
#   apt-get install r-cran-nnet r-cran-vgam r-cran-mass   (R 4.2.2, nnet 7.3-18, VGAM 1.1-7, MASS 7.3-58.2)
#   Rscript statistics_categories.R
#
# housing is that of Madsen (1976), birthwt that of Hosmer and Lemeshow (1989), as MASS has them, with words for codes.
# Numbers are rounded to Float32 first, as the library does.
suppressMessages({library(MASS); library(nnet); library(VGAM)})

here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE))))
data <- file.path(here, "../SoftmaxDataTests/Goldens/Statistics")
f32 <- function(x) readBin(writeBin(as.numeric(x), raw(), size = 4), "numeric", n = length(x), size = 4)

b <- birthwt
b$race <- c("white", "black", "other")[b$race]
for (name in c("smoke", "ht", "ui")) b[[name]] <- ifelse(b[[name]] == 1, "yes", "no")
b$low <- ifelse(b$low == 1, "low", "normal")
b <- b[, c("age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv", "low")]
write.csv(b, file.path(data, "birthwt.csv"), row.names = FALSE, quote = FALSE)
h <- housing[, c("Infl", "Type", "Cont", "Freq", "Sat")]
write.csv(h, file.path(data, "housing.csv"), row.names = FALSE, quote = FALSE)
for (name in c("Infl", "Type", "Cont", "Sat")) h[[name]] <- factor(as.character(h[[name]]))  # sorted by name
for (name in c("race", "smoke", "ht", "ui", "low")) b[[name]] <- factor(b[[name]])
cu <- read.csv(file.path(here, "../../Documentation/customers.csv"), stringsAsFactors = TRUE)
for (name in c("age", "spend")) {
  x <- f32(cu[[name]])
  cu[[name]] <- f32(ifelse(is.na(x), mean(x, na.rm = TRUE), x))
}
options(contrasts = c("contr.treatment", "contr.treatment"))

number <- function(x) ifelse(is.finite(x), sprintf("%.17g", x), "null")
array <- function(x) paste0("[", paste(number(as.vector(x)), collapse = ", "), "]")
fit <- function(formula, frame, weights) {
  # anova looks the formula up in the call.
  nn <- do.call("multinom", list(formula, frame, weights = weights, maxit = 2000, abstol = 1e-14, reltol = 1e-15,
                                 trace = FALSE))
  long <- frame[rep(seq_len(nrow(frame)), weights), ]
  vg <- vglm(formula, multinomial(refLevel = 1), long, epsilon = 1e-14, maxit = 60, half.stepsizing = FALSE)
  list(nn = nn, vg = vg)
}
show <- function(name, f) {
  nnErrors <- summary(f$nn)$standard.errors
  nnEstimates <- coef(f$nn)
  # VGAM's parameters run through the classes for each term: class by class instead.
  classes <- ncol(predict(f$vg, type = "response")) - 1
  terms <- length(coef(f$vg)) / classes
  order <- as.vector(t(matrix(seq_along(coef(f$vg)), classes)))
  text <- c(
    sprintf('"logLikelihood": %s', number(logLik(f$vg))),
    sprintf('"estimates": %s', array(coef(f$vg)[order])),
    sprintf('"covariance": %s', array(vcov(f$vg)[order, order])),
    sprintf('"multinomEstimates": %s', array(if (is.matrix(nnEstimates)) t(nnEstimates) else nnEstimates)),
    sprintf('"multinomErrors": %s', array(if (is.matrix(nnErrors)) t(nnErrors) else nnErrors)))
  sprintf('"%s": {%s}', name, paste(text, collapse = ", "))
}
nested <- function(name, small, large) {
  a <- anova(small$nn, large$nn)
  sprintf('"%s": {"chiSquare": %s, "degreesOfFreedom": %s, "pValue": %s}', name,
          number(a[["LR stat."]][2]), number(a[["   Df"]][2]), number(a[["Pr(Chi)"]][2]))
}

one <- function(frame) rep(1, nrow(frame))
housingAll <- fit(Sat ~ Infl + Type + Cont, h, h$Freq)
housingLess <- fit(Sat ~ Infl + Cont, h, h$Freq)
releveled <- within(h, { Infl <- relevel(Infl, "Low"); Type <- relevel(Type, "Tower"); Cont <- relevel(Cont, "Low") })
housingBases <- fit(Sat ~ Infl + Type + Cont, releveled, h$Freq)
b$race <- relevel(b$race, "white")
birthsAll <- fit(low ~ age + lwt + race + smoke + ptl + ht + ui + ftv, b, one(b))
birthsLess <- fit(low ~ age + lwt + smoke + ptl + ht + ui + ftv, b, one(b))
customersAll <- fit(outcome ~ age + months + spend + calls + city + plan + newsletter, cu, one(cu))
customersLess <- fit(outcome ~ age + months + spend + calls + plan, cu, one(cu))
text <- paste0(
  '{"made": "', R.version.string, ", nnet ", packageVersion("nnet"), ", VGAM ", packageVersion("VGAM"), ", MASS ",
  packageVersion("MASS"), '", "cases": {',
  paste(show("housing", housingAll), show("housing by bases", housingBases), show("housing without type", housingLess),
        show("birthwt", birthsAll), show("birthwt without race", birthsLess), show("customers", customersAll),
        show("customers without city and newsletter", customersLess), sep = ", "),
  '}, "nested": {',
  paste(nested("housing", housingLess, housingAll), nested("birthwt", birthsLess, birthsAll),
        nested("customers", customersLess, customersAll), sep = ", "), "}}")
writeLines(text, file.path(data, "r.json"))
