// The kernel tables of this machine.

import CSoftmaxKernels

/// One instruction set's functions.
struct Tables {
  let functions: smk_table
  var name: String { String(cString: functions.name) }

  static var supported: [Tables] {
    var pointers = [UnsafePointer<smk_table>?](repeating: nil, count: Int(SMK_TABLE_LIMIT))
    let count = smk_supported_tables(&pointers)
    return pointers.prefix(count).compactMap { $0.map { Tables(functions: $0.pointee) } }
  }
}
