// The flag that says which columns count together.

import ArgumentParser

struct InteractionArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add products of columns as features: pairs with commas between them, such as age:plan,age:income. A category "
        + "column brings a product for each category; age:age is the square.", valueName: "pairs"),
    transform: TableArguments.names)
  var interact: [String] = []
}
