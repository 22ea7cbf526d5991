// What help says of rows without a label, in every verb that needs labels.

import ArgumentParser

enum UnlabelledHelp {
  static let help = ArgumentHelp(
    "What to do with a table's rows without a label: error refuses them, drop leaves them out (default: error).",
    valueName: "name")
}
