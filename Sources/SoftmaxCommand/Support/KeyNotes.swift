// What is said of columns whose categories are nearly a key.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

enum KeyNotes {
  /// Says on standard error which columns are left out, and which are used because they were named.
  static func write(of keys: [Table.NearlyKey], leftOut: [String], rowCount: Int) {
    for key in keys {
      let name = key.name.printable()
      let canBeTyped = name == key.name && !name.contains(",")
      let count = "\(Wording.count(key.categoryCount)) categories in \(Wording.count(rowCount)) rows"
      guard leftOut.contains(key.name) else {
        let remedy = canBeTyped ? "--ignore \(name.shellQuoted)" : "--ignore with its position"
        StandardStream.error.write(
          "warning: column '\(name)' has \(count), nearly as many as a key: they tell these rows apart, and nothing of "
            + "others, and stand in the model file; \(remedy)\n")
        continue
      }
      let flag =
        canBeTyped ? "--columns \((name + "=category").shellQuoted)" : "--columns POSITION=category"
      StandardStream.error.write(
        "note: column '\(name)' is left out: it has \(count), nearly as many as a key, which tell these rows apart, and "
          + "nothing of others, and would stand in the model file; \(flag) takes it all the same\n")
    }
  }
}
