# Writes the files of SoftmaxDataTests/Goldens/NumPy, arrays as NumPy itself writes them, into the folder that it is given,
# and prints values of float16.
# NumPy gives the entries of archives one date, so that the same files come out each time.
import hashlib
import io
import pathlib
import sys

import numpy


def npy(array, version=None):
    out = io.BytesIO()
    numpy.lib.format.write_array(out, array, version=version, allow_pickle=True)
    return out.getvalue()


def npz(compressed, **arrays):
    out = io.BytesIO()
    (numpy.savez_compressed if compressed else numpy.savez)(out, **arrays)
    return out.getvalue()


def write(name, content):
    (pathlib.Path(sys.argv[1]) / name).write_bytes(content)


small = numpy.arange(6).reshape(2, 3)
write("float32.npy", npy((small - 1.5).astype("<f4")))
write("float64-version2-fortran.npy", npy(numpy.asfortranarray((small - 1.5).astype(">f8")), version=(2, 0)))
write("float16-version3.npy", npy((small / 3).astype("<f2"), version=(3, 0)))
write("uint8-images.npy", npy(numpy.arange(24, dtype="u1").reshape(2, 3, 4)))
write("texts.npy", npy(numpy.array(["b", "é", "Zoë 😀"])))
write("bytes.npy", npy(numpy.array([b"b", b"abc"])))
write("objects.npy", npy(numpy.array([{}, None], dtype=object)))
write("structured.npy", npy(numpy.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f4")])))
write("archive.npz", npz(False, x=small.astype("<f4"), y=numpy.array([1, 0])))
write("compressed.npz", npz(True, x_train=small.astype("<f8"), y_train=numpy.array([1, 0]), x_test=small.astype("u1")[:1],
                            y_test=numpy.array([1])))
write("unnamed.npz", (lambda out: (numpy.savez(out, small.astype("<i2"), numpy.array(["a", "b"])), out.getvalue())[1])(
    io.BytesIO()))

# Float16: all that are finite, in the order of their bits, as float32; and some of them.
bits = numpy.arange(1 << 16).astype("<u2")
bits = bits[(bits >> 10 & 31) != 31]
print("float16", len(bits), hashlib.sha256(bits.view("<f2").astype("<f4").tobytes()).hexdigest())
for some in [0x0000, 0x8000, 0x0001, 0x8001, 0x0002, 0x0155, 0x03ff, 0x83ff, 0x0400, 0x0401, 0x3555, 0x3c00, 0xbc01, 0x7bff, 0xfbff]:
    value = numpy.array([some], dtype="<u2").view("<f2").astype("<f4").view("<u4")[0]
    print(f"(0x{some:04x}, 0x{value:08x}),")
