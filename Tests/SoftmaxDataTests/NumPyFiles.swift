// Files that NumPy 2.4.6 wrote: Tests/Fixtures/numpy_arrays.py makes them.

import SoftmaxTestSupport

/// Small arrays in NumPy's own bytes.
enum NumPyFiles {
  /// `numpy.arange(6).reshape(2, 3) - 1.5` as `<f4`.
  static var float32: [UInt8] { get throws { try bytes("float32.npy") } }

  /// The same as `>f8` in Fortran's order, version 2.0 of the format.
  static var float64Version2Fortran: [UInt8] { get throws { try bytes("float64-version2-fortran.npy") } }

  /// `numpy.arange(6).reshape(2, 3) / 3` as `<f2`, version 3.0.
  static var float16Version3: [UInt8] { get throws { try bytes("float16-version3.npy") } }

  /// `numpy.arange(24)` as bytes, 2 x 3 x 4.
  static var uint8Images: [UInt8] { get throws { try bytes("uint8-images.npy") } }

  /// `["b", "é", "Zoë 😀"]`.
  static var texts: [UInt8] { get throws { try bytes("texts.npy") } }

  /// `[b"b", b"abc"]`.
  static var bytes: [UInt8] { get throws { try bytes("bytes.npy") } }

  /// `[{}, None]` as objects, pickled.
  static var objects: [UInt8] { get throws { try bytes("objects.npy") } }

  /// One element with the fields a and b.
  static var structured: [UInt8] { get throws { try bytes("structured.npy") } }

  /// `savez` of x, the numbers 0 to 5 as `<f4` in two rows, and y, `[1, 0]`.
  static var archive: [UInt8] { get throws { try bytes("archive.npz") } }

  /// `savez_compressed` of x_train as `<f8`, y_train `[1, 0]`, x_test as bytes, y_test `[1]`.
  static var compressed: [UInt8] { get throws { try bytes("compressed.npz") } }

  /// `savez` without names: the numbers 0 to 5 as `<i2` in two rows, and `["a", "b"]`.
  static var unnamed: [UInt8] { get throws { try bytes("unnamed.npz") } }

  private static func bytes(_ name: String) throws -> [UInt8] { try GoldenFile("NumPy/\(name)").bytes() }
}
