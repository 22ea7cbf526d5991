// Words out of files in commands that people may type.

extension String {
  /// The word as a shell takes it: in single quotes where it has more than letters, digits and a few signs.
  ///
  /// By scalars, because a quote with an accent behind it is another `Character`, but ends a shell's quotes all the same.
  package var shellQuoted: String {
    let isPlain = unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "._-/:+=,@".unicodeScalars.contains(scalar)
    }
    if isPlain, !isEmpty { return self }
    var quoted = String.UnicodeScalarView("'".unicodeScalars)
    for scalar in unicodeScalars {
      if scalar == "'" { quoted.append(contentsOf: "'\\''".unicodeScalars) } else { quoted.append(scalar) }
    }
    quoted.append("'")
    return String(quoted)
  }
}
