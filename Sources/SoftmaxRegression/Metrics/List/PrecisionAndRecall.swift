// Means of the classes' precision, recall and F1.

extension Metric {
  /// The mean precision of the classes that have samples or predictions.
  public static let macroPrecision = Metric("macroPrecision", "macro precision") { sums in
    sums.macro { sums.precision($0) }
  }

  /// The mean recall of the classes that have samples or predictions.
  public static let macroRecall = Metric("macroRecall", "macro recall") { sums in sums.macro { sums.recall($0) }
  }

  /// The mean F1 of the classes that have samples or predictions.
  public static let macroF1 = Metric("macroF1", "macro F1") { sums in sums.macro { sums.f1($0) } }

  /// Precision over all classes at once: where each sample has one class, the accuracy.
  public static let microPrecision = Metric("microPrecision", "micro precision") {
    .share($0.correctWeight, of: $0.weight)
  }

  /// Recall over all classes at once: where each sample has one class, the accuracy.
  public static let microRecall = Metric("microRecall", "micro recall") {
    .share($0.correctWeight, of: $0.weight)
  }

  /// F1 over all classes at once: where each sample has one class, the accuracy.
  public static let microF1 = Metric("microF1", "micro F1") { .share($0.correctWeight, of: $0.weight) }

  /// The classes' precision, by their samples.
  public static let weightedPrecision = Metric("weightedPrecision", "weighted precision") { sums in
    sums.weighted { sums.precision($0) }
  }

  /// The classes' recall, by their samples: the accuracy.
  public static let weightedRecall = Metric("weightedRecall", "weighted recall") { sums in
    sums.weighted { sums.recall($0) }
  }

  /// The classes' F1, by their samples.
  public static let weightedF1 = Metric("weightedF1", "weighted F1") { sums in sums.weighted { sums.f1($0) } }
}
