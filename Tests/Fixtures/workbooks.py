# Writes the files of SoftmaxDataTests/Goldens/Workbooks, small workbooks as two programs write them, into the folder that it
# is given. Dates of making are in them, so that other bytes come out each time.
import datetime
import pathlib
import sys

import openpyxl
import xlsxwriter

folder = pathlib.Path(sys.argv[1])
day = datetime.datetime(2024, 2, 29, 10, 30)
rows = [
    ["size", "city, town", "seen", "at", "open", "kind"],
    [0.1, 'Wien "W"', day.date(), day, True, "a"],
    [-1e-7, " Graz ", datetime.date(1900, 1, 1), datetime.datetime(1899, 12, 31, 0, 0, 1) + datetime.timedelta(61), False, "b"],
    [123456789012345678, "ü & <x>\nline", None, None, None, "a"],
]

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Empty"
sheet = book.create_sheet("Tür & Tor")
for row in rows:
    sheet.append(row)
sheet.merge_cells("B3:C3")
book.save(folder / "openpyxl.xlsx")

book = xlsxwriter.Workbook(folder / "xlsxwriter.xlsx", {"default_date_format": "dd/mm/yy", "date_1904": True})
sheet = book.add_worksheet("Data")
bold = book.add_format({"bold": True})
hidden = book.add_worksheet("Other")
sheet.write_row(1, 1, ["n", "when", "text", "formula", "truth"])
sheet.write_number(3, 1, 2 / 3)
sheet.write_datetime(3, 2, day, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
sheet.write_rich_string(3, 3, "plain ", bold, "bold", " end")
sheet.write_formula(3, 4, "=B4*2", None, 4 / 3)
sheet.write_boolean(3, 5, True)
sheet.write_datetime(4, 2, datetime.date(2023, 12, 31))
sheet.write_formula(4, 4, "=NA()", None, "#N/A")
book.close()
