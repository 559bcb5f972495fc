"""Codes told of files and uploads, each at its cell or line."""

FILES: dict[str, tuple[str, str]] = {
    "empty": ("tệp rỗng", "the file is empty"),
    "unreadable": ("không đọc được tệp", "the file cannot be read"),
    "encoding": ("tệp không phải UTF-8", "the file is not UTF-8"),
    "yaml": ("YAML sai cú pháp", "not valid YAML"),
    "json": ("JSON sai cú pháp", "not valid JSON"),
    "too_deep": ("lồng nhau quá nhiều tầng", "nested too deeply"),
    "reference": ("không dùng tham chiếu của YAML", "references of YAML are not read"),
    "suffix": ("đuôi tệp này không đọc được", "files of this ending are not read"),
    "too_big": ("tệp quá lớn khi giải nén", "the file is too big when it is unpacked"),
    "damaged": ("tệp hoặc chữ bị hỏng", "a damaged file or text"),
    "wrong_sheet": ("trang tính đầu không phải danh sách", "the first sheet is not the list"),
    "formulas": ("có công thức; không công thức nào được chạy", "there are formulas; none was run"),
    "links": ("có liên kết ra ngoài; không liên kết nào được mở", "there are links; none was followed"),
    "more": ("còn lỗi khác chưa kể", "there are more problems than are told"),
}
TABLES: dict[str, tuple[str, str]] = {
    "too_many_rows": ("quá nhiều dòng", "too many rows"),
    "too_many_columns": ("quá nhiều cột", "too many columns"),
    "too_many_cells": ("dòng có nhiều ô hơn tiêu đề", "a row has more cells than there are headings"),
    "no_heading": ("cột có dữ liệu mà không có tiêu đề", "a column with content has no heading"),
    "heading_twice": ("tiêu đề ghi hai lần", "a heading is given twice"),
    "missing_heading": ("thiếu cột bắt buộc", "a required column is missing"),
    "unknown_heading": ("không có cột tên này", "there is no such column"),
    "no_rows": ("không có dòng nào", "there are no rows"),
    "rows_differ": ("các dòng của một bảng không khớp nhau", "rows of one table differ"),
}
CELLS: dict[str, tuple[str, str]] = {
    "whole_number": ("phải là số nguyên", "must be a whole number"),
    "date": ("phải là ngày có thật", "must be a real day"),
    "yes_no": ("phải là có hoặc không", "must be yes or no"),
    "unanswered": ("ô trống không phải có, cũng không phải không", "empty is neither yes nor no"),
    "word": ("không phải từ của cột này", "not a word of this column"),
    "discipline": ("phải ghi hình thức và ngày kỷ luật", "must give the sanction and its day"),
    "vote": ("phải ghi ngày và tỷ lệ cao/trung bình/thấp", "must be a day and the percentages of a vote"),
    "ethnicity": ("không phải tên dân tộc", "no ethnic group"),
    "old_font": ("chữ gõ bằng phông TCVN3 cũ", "typed in an old TCVN3 font"),
    "cell_error": ("ô đang báo lỗi công thức", "the cell shows an error"),
    "not_calculated": ("công thức chưa được tính", "the formula was never calculated"),
    "too_long": ("quá dài", "too long"),
    "negative": ("số âm", "a negative number"),
    "no_number": ("phải là số nguyên từ 0", "must be a whole number of 0 or more"),
}
NOTICES: dict[str, tuple[str, str]] = {
    "too_many_tables": ("có quá nhiều bảng trong một lần gửi", "too many tables are sent at once"),
    "unknown_bloc": ("không rõ khối này", "an unknown bloc"),
    "bloc_code": ("không phải mã khối", "no code of a bloc"),
    "no_reading": ("cách đọc khối phải là TÊN=mã", "a reading of a bloc must be NAME=codes"),
    "level": ("không phải một cấp", "no level"),
    "kind": ("không phải một loại đơn vị", "no kind of unit"),
    "stage": ("không rõ giai đoạn", "an unknown stage"),
    "base": ("không rõ đếm trong ai", "it is not clear who is counted"),
    "of": ("không rõ tổng số nào", "an unknown total"),
    "total_twice": ("tổng số ghi hai lần", "a total is given twice"),
    "structure_twice": ("cơ cấu ghi hai lần", "a structure is given twice"),
    "flex": ("khoảng co giãn sai", "a wrong flexible range"),
    "min_above_max": ("tối thiểu lớn hơn tối đa", "the least is more than the most"),
    "quota_twice": ("chỉ tiêu ghi hai lần", "a quota is given twice"),
    "unknown_value": ("giá trị không có trong chỉ tiêu", "a value that no quota is for"),
    "id_twice": ("mã ghi hai lần", "an id is given twice"),
}
SERVICE: dict[str, tuple[str, str]] = {
    "database": ("cơ sở dữ liệu không trả lời", "the database does not answer"),
    "schema": ("cơ sở dữ liệu chưa đúng bản cần dùng", "the database has another schema than is needed"),
<<<<<<< HEAD
    "queue": ("hàng đợi tính toán không chạy", "the queue of jobs is not running"),
    "no_backup": ("không phải tệp sao lưu của cocau", "not a backup of cocau"),
    "not_empty": ("cơ sở dữ liệu để khôi phục phải trống", "a database to restore into must be empty"),
    "trail": ("nhật ký không còn nguyên vẹn", "the trail is not whole"),
=======
    "queue": ("hàng đợi tính toán không chạy", "the line of computations does not work"),
>>>>>>> 05bb826bc21ff9f20cdff9574271b8f02f8d66b8
    "disk": ("không ghi được vào thư mục trạng thái", "the state folder cannot be written to"),
    "stopping": ("dịch vụ đang dừng", "the service is stopping"),
    "bad_password": ("mật khẩu không dùng được", "a password that cannot be used"),
    "not_loopback": ("chỉ phục vụ máy này khi phát triển", "in development only this machine is served"),
}
