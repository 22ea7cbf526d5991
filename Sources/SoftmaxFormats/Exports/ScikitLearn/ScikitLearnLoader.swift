// The lines of Python that make a classifier of the arrays.

/// The text of the loader that stands beside a .npz file, and in it.
enum ScikitLearnLoader {
  static func text(of model: PortableModel, _ notes: ExportNotes) -> String {
    // Python looks for the encoding in the first two lines.
    let head = firstLines + CodeComment.lines(notes, after: "#")
    if case .table = model.input { return head + tables + end }
    if model.mergesClasses { return head + numbers + end }
    return head + layer
  }

  /// Whether a text is a loader as this writes them, with comments of one line before it.
  static func isOwn(_ text: String) -> Bool {
    [tables + end, numbers + end, layer].contains { code in
      guard text.utf8.starts(with: firstLines.utf8),
        text.utf8.count >= firstLines.utf8.count + code.utf8.count,
        text.utf8.suffix(code.utf8.count).elementsEqual(code.utf8)
      else { return false }
      let notes = text.utf8.dropFirst(firstLines.utf8.count).dropLast(code.utf8.count)
      guard !notes.isEmpty else { return true }
      return notes.last == UInt8(ascii: "\n")
        && notes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).allSatisfy {
          $0.starts(with: "# ".utf8) && CodeComment.isWritten($0.dropFirst(2))
        }
    }
  }

  private static let firstLines = """
    # A softmax regression model for scikit-learn and NumPy: the arrays are in the .npz file.
    # What is known of it:

    """

  /// For a `LogisticRegression`.
  private static let layer = """
    # load(path) gives a scikit-learn classifier: predict_proba and predict take rows of raw numbers.
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    def load(path):
        a = np.load(path, allow_pickle=False)
        model = LogisticRegression()
        model.coef_, model.intercept_, model.classes_ = a["coef_"], a["intercept_"], a["classes_"]
        model.n_features_in_, model.n_iter_ = model.coef_.shape[1], np.zeros(1, dtype=np.int32)
        if "mean_" not in a:
            return model
        scaler = StandardScaler(with_std=False)
        scaler.mean_, scaler.scale_, scaler.var_ = a["mean_"], None, None
        scaler.n_features_in_, scaler.n_samples_seen_ = model.n_features_in_, 1
        return Pipeline([("origins", scaler), ("model", model)])

    """

  /// For merged classes of numbers and pictures.
  private static let numbers = """
    # load(path) gives predict_proba(rows of raw numbers) and classes_. Needs NumPy alone.
    import numpy as np
    from types import SimpleNamespace

    def features(a, rows):
        return np.asarray(rows, dtype=np.float64) - (a["mean_"] if "mean_" in a else 0)

    """

  /// For tables.
  private static let tables = """
    # load(path) gives predict_proba(table) and classes_; the table is a pandas DataFrame or a dict of columns, whose missing
    # cells are None or NaN, in a column of texts also "", and whose yes and no are 1 and 0. Needs NumPy alone. A cell that the model refuses gives NaN.
    import numpy as np
    from types import SimpleNamespace

    def features(a, table):
        parts, values, used, known = [], [], 0, 0
        for i, name in enumerate(a["columns"]):
            cells, kind = list(table[str(name)]), a["kinds"][i]
            gone = np.array([c is None or c != c or (kind == "category" and str(c) == "") for c in cells])
            if kind == "category":
                names = [str(c) for c in a["categories"][known:known + a["category_counts"][i]]] if a["category_counts"][i] else []
                known, place = known + len(names), {c: j for j, c in enumerate(names)}
                own = np.zeros((len(cells), len(names)))
                for row, cell in enumerate(cells):
                    if not gone[row] and str(cell) in place:
                        own[row, place[str(cell)]] = 1
                    elif not gone[row] and a["refuses"][1] and (str(cell) != a["bases"][i] or not a["bases"][i]):
                        own[row] = np.nan
            else:
                own = np.array([0 if g else float(c) for c, g in zip(cells, gone)]) - a["origins"][i]
                own = (1 - own if kind == "reversed" else own).astype(np.float32).astype(np.float64)[:, None]
            if gone.any() and own.shape[1]:
                own[gone] = np.nan if a["refuses"][0] else a["missing"][used:used + own.shape[1]]
            used += own.shape[1]
            values.append(own)
            parts.append(own)
            if a["indicators"][i]:
                parts.append(gone[:, None].astype(np.float64))
        for first, second in a["products"] if "products" in a else []:
            product = values[first][:, :, None] * values[second][:, None, :]
            parts.append(product.reshape(len(product), -1).astype(np.float32))
        return np.hstack(parts)

    """

  /// From features to probabilities.
  private static let end = """
    def load(path):
        a = dict(np.load(path, allow_pickle=False))

        def predict_proba(samples):
            logits = features(a, samples) @ a["coef_"].astype(np.float64).T + a["intercept_"]
            p = np.exp(logits - logits.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            if "class_of_row" not in a:
                return p
            return p @ np.eye(len(a["classes_"]))[a["class_of_row"]]

        return SimpleNamespace(predict_proba=predict_proba, classes_=a["classes_"])

    """
}
