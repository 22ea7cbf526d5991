// What data is called where others read it.

import SoftmaxFiles
import Testing

@Suite struct DataNameTests {
  @Test(arguments: [
    ("digits:train", "digits:train"), ("people.csv", "people.csv"), ("/home/ada/people.csv", "people.csv"),
    ("../a b/people.csv without the holdout", "people.csv without the holdout"),
    ("x/people.csv holdout", "people.csv holdout"), ("/home/ada/pictures", "pictures"),
    ("/home/ada/pictures:test", "pictures:test"), ("/home/ada/pictures/:test", "pictures:test"),
    ("/home/ada/pictures//", "pictures"),
    ("pictures/:train without the holdout", "pictures:train without the holdout"),
    ("a/ holdout.csv", " holdout.csv"), ("a/:b", ":b"), ("standard input", "standard input"), ("/", "/"),
    ("", ""),
    ("./", "."),
  ])
  func namesAreWithoutFolders(_ name: String, _ short: String) {
    #expect(DataName.short(name) == short)
  }
}
