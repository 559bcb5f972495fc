"""The catalogue of problem codes over HTTP, with their meaning in both languages."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from cocau.app.problems import ErrorType
from cocau.constraints.documents import COMPLAINTS
from cocau.constraints.library import load_all_layers
from cocau.constraints.record import Record, Text

REQUEST_CODES: dict[str, tuple[str, str]] = {
    "unknown_rule": ("không có quy định này", "there is no such rule"),
    "standard": ("đây là tiêu chuẩn, không được hạ thấp", "a standard is never lowered"),
    "not_adjustable": ("trường này không đổi được", "this field cannot be changed"),
    "not_an_aim": ("chỉ nâng được mục tiêu thành bắt buộc", "only an aim can be raised to a must"),
    "unknown_person": ("không có người mang mã này", "nobody has this id"),
    "unknown_constituency": ("không có đơn vị bầu cử này", "there is no such constituency"),
    "unknown_organisation": ("không có cơ quan giới thiệu này", "no such organisation introduces anybody"),
    "contradictory_pins": ("yêu cầu trái nhau về một người", "pins contradict each other"),
    "pinned_but_barred": (
        "yêu cầu đưa vào người không đủ tiêu chuẩn",
        "somebody is pinned who may not stand",
    ),
    "two_lists": ("có tên ở nhiều danh sách", "stands on more lists than one"),
    "not_listed": ("không có trong danh sách nào", "is on no list"),
    "locked": ("vị trí của người này đang khóa", "this person's part is locked"),
    "same_person": ("cần hai người khác nhau", "two different people are needed"),
    "not_gone": ("người này vẫn còn trong danh sách", "somebody who has not left"),
    "no_slate": ("không có danh sách để dựa vào", "there is no slate to go by"),
    "another_council": ("hai phương án của hai hội đồng khác nhau", "two proposals of different councils"),
    "no_table": ("văn bản không có bảng", "a paper without a table"),
    "no_such_format": ("văn bản không có dạng tệp này", "papers are not made in this format"),
    "proof_of_another": ("chứng minh của một phương án khác", "the proof is of another proposal"),
    "no_answer": ("không phải là trả lời về một phương án", "no answer about a proposal"),
    "no_json": ("phải là tệp .json", "has to be a .json file"),
    "no_proof_of_this": ("loại trả lời không có chứng minh", "answers of this sort have no proof"),
    "proof_incomplete": ("chứng minh còn thiếu", "something said to be proven has no proof"),
    "proof_fails": ("phép cộng không chứng minh điều đã nêu", "what is claimed does not add up"),
    "nobody_elected": ("chưa chọn người trúng cử", "nobody is named as elected"),
    "nothing_counted": ("chưa có kết quả của đơn vị bầu cử nào", "no constituency has results"),
    "nobody_there": ("không có người ở thứ tự này", "nobody has this place in the pool"),
    "not_a_candidate": ("không có trong danh sách ứng cử", "stands on no list of candidates"),
    "nothing_to_compare": ("thiếu phương án để so sánh", "there is no second proposal to compare with"),
    "unknown_field": ("mẫu có trường không dùng được", "a template has a field that nothing fills"),
    "no_such_field": ("câu trả lời không có trường này", "an answer has no such field"),
    "webhook_not_allowed": (
        "webhook chỉ được gửi đến địa chỉ mà người vận hành cho phép",
        "a webhook may only go to an address that the operator allowed",
    ),
    "broken_field": ("chỗ điền trong mẫu viết sai", "a field of a template is miswritten"),
    "no_table_field": ("mẫu không có chỗ đặt bảng", "a template has no place for the table"),
    "no_document": ("không phải tệp Word", "no Word document"),
    "macros": ("có macro, tệp nhúng hoặc liên kết ra ngoài", "macros, embedded files or links to elsewhere"),
    "unknown_layout": ("không có bố cục này", "there is no such layout"),
    "outside_locality": ("ngoài địa phương của chương trình", "outside the locality of the programme"),
    "duplicate_council": ("hai hội đồng cùng mã", "two councils of one id"),
    "other_person": ("một mã của hai người khác nhau", "one id of two people"),
    "other_election": ("bầu ngày khác các hội đồng kia", "elected on another day than the others"),
    "unknown_council": ("không có hội đồng này", "there is no such council"),
    "not_raisable": ("mục tiêu này không nâng được thành bắt buộc", "this aim cannot be made a must"),
    "no_part": ("tệp không thuộc chương trình", "a file that is no part of a programme"),
    "no_pair": ("thiếu tệp cùng tên", "the file of the same name is missing"),
    "no_proposal": ("thiếu phương án của hội đồng", "the proposal of a council is missing"),
    "other_programme": ("kết quả của chương trình khác", "the result of another programme"),
    "unknown_reference": ("không có tài liệu hoặc phiên bản này", "there is no such document or version"),
    "erased_reference": ("tài liệu đã bị xóa", "the document was erased"),
}
QUESTION_CODES: dict[str, tuple[str, str]] = {
    "altered": ("đề xuất đã bị sửa sau khi lưu", "the proposal was altered after it was stored"),
    "asks_nothing": ("mục tiêu không phụ thuộc việc chọn ai", "the aim does not depend on who is chosen"),
    "name_for_id": ("cần mã, không phải tên", "an id is asked for, not a name"),
    "no_guidance": ("bộ quy định không có hướng dẫn về việc này", "the rulebook has no guidance on this"),
    "nobody": ("chưa nêu người nào", "nobody is named"),
    "nobody_lost": ("chưa nêu người khuyết", "nobody is named as lost"),
    "not_a_must": ("đây là mục tiêu, không phải bắt buộc", "an aim, and no must"),
    "not_missed": ("mục tiêu này không hụt", "this aim is not missed"),
    "not_proven": ("phương án chưa chứng minh tối ưu", "the slate was not proven the best"),
    "not_two": ("cần đúng hai mục tiêu", "exactly two aims are needed"),
    "nothing_possible": ("không có danh sách nào đạt mức đã lưu", "no slate reaches what is stored"),
    "undecided": ("mục tiêu chưa đủ số liệu để đánh giá", "the aim cannot be judged"),
    "unknown_aim": ("không có mục tiêu này", "there is no such aim"),
    "unknown_as": ("không có chức danh hay vị trí này", "there is no such post or part"),
    "unknown_at": ("không có đơn vị bầu cử này", "there is no such constituency"),
    "unknown_set": ("không đếm được trong tập này", "there is no such set to count in"),
    "unproven": (
        "chưa chứng minh tối ưu nên không tính được giá",
        "nothing can be priced before the optimum is proven",
    ),
    "people_to_find": ("cách này cần người chưa có tên", "this way out needs people who are not there yet"),
    "reason_to_record": ("cách này cần một lý do được ghi lại", "this way out needs a reason on record"),
    "unknown_repair": ("không có cách sửa mang số này", "there is no repair of this number"),
    "must_dropped": ("cách sửa này bỏ hẳn một quy định bắt buộc", "this repair leaves out a must altogether"),
    "pool_not_here": ("kịch bản không giữ danh sách giới thiệu", "a scenario holds no pool"),
    "names_twice": ("hai kịch bản cùng tên", "two scenarios of one name"),
}
COMPUTATION_CODES: dict[str, tuple[str, str]] = {
    "failed_by_memory": ("cần nhiều bộ nhớ hơn mức cho phép", "it took more memory than is allowed"),
    "failed_by_signal": ("tiến trình tính toán bị ngắt", "the process that computed was ended"),
    "failed_by_error": ("lỗi của chương trình", "an error of ours"),
    "lost_too_often": (
        "tiến trình tính toán dừng đột ngột nhiều lần",
        "the process that computed died several times",
    ),
    "input_erased": ("dữ liệu bị xóa trước khi tính", "the data was erased before it was computed"),
    "refused": (
        "không dùng được dữ liệu của yêu cầu, hoặc trái với điều đã ghi",
        "the input cannot be used, or contradicts a record",
    ),
}


FILE_CODES: dict[str, tuple[str, str]] = {
    "empty": ("tệp rỗng", "the file is empty"),
    "unreadable": ("không đọc được tệp", "the file cannot be read"),
    "encoding": ("tệp không phải UTF-8", "the file is not UTF-8"),
    "yaml": ("YAML sai cú pháp", "not valid YAML"),
    "json": ("JSON sai cú pháp", "not valid JSON"),
    "too_deep": ("lồng nhau quá nhiều tầng", "nested too deeply"),
    "reference": ("không dùng tham chiếu của YAML", "references of YAML are not read"),
    "suffix": ("đuôi tệp này không đọc được", "files of this ending are not read"),
    "too_big": ("tệp quá lớn, hoặc quá nhiều giá trị", "the file is too big, or has too many values"),
    "too_slow": ("đọc tệp mất quá nhiều thời gian", "reading the file took too much time"),
    "damaged": ("tệp hoặc chữ bị hỏng", "a damaged file or text"),
    "sheet_chosen": ("đã đọc trang tính có danh sách", "the sheet with the list was read"),
    "sheets_not_read": ("trang tính khác cũng có danh sách", "other sheets have lists too"),
    "wrong_sheet": ("trang tính đầu không phải danh sách", "the first sheet is not the list"),
    "formulas": ("có công thức; không công thức nào được chạy", "there are formulas; none was run"),
    "links": ("có liên kết ra ngoài; không liên kết nào được mở", "there are links; none was followed"),
    "more": ("còn lỗi khác chưa kể", "there are more problems than are told"),
}
TABLE_CODES: dict[str, tuple[str, str]] = {
    "csv": ("CSV sai cú pháp, hoặc một ô quá dài", "not valid CSV, or a cell that is too long"),
    "too_many_rows": ("quá nhiều dòng", "too many rows"),
    "too_many_columns": ("quá nhiều cột", "too many columns"),
    "too_many_cells": ("dòng có nhiều ô hơn tiêu đề", "a row has more cells than there are headings"),
    "no_heading": ("cột có dữ liệu mà không có tiêu đề", "a column with content has no heading"),
    "heading_twice": ("tiêu đề ghi hai lần", "a heading is given twice"),
    "missing_heading": ("thiếu cột bắt buộc", "a required column is missing"),
    "unknown_heading": ("không có cột tên này", "there is no such column"),
    "column_kept": ("cột ngoài mẫu, được giữ nguyên", "a column that is no field, kept as it is"),
    "column_left_out": ("cột thuộc hồ sơ riêng, không lưu", "a column of the dossier, not stored"),
    "cells_empty": ("ô trống có nghĩa mà người gửi cần biết", "empty cells that mean something"),
    "cells_filled": ("ô gộp được điền xuống", "merged cells filled down"),
    "cells_read": ("ô ghi tắt được đọc đầy đủ", "cells in a short form, read in full"),
    "columns_absent": ("thiếu cột mà quy định có tính đến", "no column of something that rules count"),
    "rows_passed": ("dòng không phải là người", "rows that are no people"),
    "value_read": ("giá trị được hiểu theo nghĩa khác cách ghi", "a value read as another word"),
    "no_rows": ("không có dòng nào", "there are no rows"),
    "rows_differ": ("các dòng của một bảng không khớp nhau", "rows of one table differ"),
}
RESULT_CODES: dict[str, tuple[str, str]] = {
    "already_elected": ("đã trúng cử ở lần bầu trước", "elected in an earlier round"),
    "ballots_do_not_add_up": ("số phiếu cộng không khớp", "the ballots do not add up"),
    "column_missing": ("bảng kết quả thiếu cột", "a column of the results is missing"),
    "different_figures": ("hai số khác nhau của một đơn vị", "two figures of one constituency differ"),
    "first_vote_missing": ("chưa có kết quả lần bầu đầu tiên", "the first vote is missing"),
    "no_results": ("chưa nhập kết quả bầu cử", "no results were entered"),
    "no_results_table": ("tệp không phải bảng kết quả", "the file is no table of results"),
    "not_a_sunday": ("không phải chủ nhật", "not a Sunday"),
    "not_settled": ("còn đơn vị chưa có kết quả cuối cùng", "a constituency is not settled"),
    "not_elected": ("không phải người trúng cử", "somebody who was not elected"),
    "other_day": ("ngày bầu không phù hợp", "the day of the vote does not fit"),
    "post_after_departure": ("giữ chức sau khi thôi làm đại biểu", "in a post after having left"),
    "same_name": ("hai người ứng cử cùng tên", "two candidates of one name"),
    "too_few_votes": ("số phiếu bầu ít hơn số phiếu hợp lệ", "fewer votes than valid ballots"),
    "too_many_votes": ("một phần nhiều hơn tổng số", "more of a part than of the whole"),
    "unknown_post": ("không có chức danh này", "there is no such post"),
    "votes_missing": ("thiếu số phiếu của người ứng cử", "votes of a candidate are missing"),
}
CELL_CODES: dict[str, tuple[str, str]] = {
    "whole_number": ("phải là số nguyên", "must be a whole number"),
    "date": ("phải là ngày có thật", "must be a real day"),
    "yes_no": ("phải là có hoặc không", "must be yes or no"),
    "unanswered": ("ô trống không phải có, cũng không phải không", "empty is neither yes nor no"),
    "word": ("không phải từ của cột này", "not a word of this column"),
    "discipline": ("phải ghi hình thức và ngày kỷ luật", "must give the sanction and its day"),
    "grade_of_year": ("phải ghi năm và xếp loại", "must be a year and a grade"),
    "extra_field": ("phải ghi tên mục và nội dung", "must be a heading and a text"),
    "vote": ("phải ghi ngày và tỷ lệ cao/trung bình/thấp", "must be a day and the percentages of a vote"),
    "ethnicity": ("không phải tên dân tộc", "no ethnic group"),
    "old_font": ("chữ gõ bằng phông TCVN3 cũ", "typed in an old TCVN3 font"),
    "cell_error": ("ô đang báo lỗi công thức", "the cell shows an error"),
    "not_calculated": ("công thức chưa được tính", "the formula was never calculated"),
    "too_long": ("quá dài", "too long"),
    "negative": ("số âm", "a negative number"),
    "no_number": ("phải là số nguyên từ 0", "must be a whole number of 0 or more"),
}
NOTICE_CODES: dict[str, tuple[str, str]] = {
    "too_many_tables": ("có quá nhiều bảng trong một lần gửi", "too many tables are sent at once"),
    "unknown_bloc": ("không rõ khối này", "an unknown bloc"),
    "no_composition": ("không phải bảng cơ cấu", "no composition table"),
    "partition": ("không phải cách chia đơn vị bầu cử", "no sizes of constituencies"),
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
SERVICE_CODES: dict[str, tuple[str, str]] = {
    "database": ("cơ sở dữ liệu không trả lời", "the database does not answer"),
    "schema": ("cơ sở dữ liệu chưa đúng bản cần dùng", "the database has another schema than is needed"),
    "content_altered": ("dữ liệu lưu đã bị sửa", "what is stored was altered"),
    "audit_log_broken": ("nhật ký đã bị can thiệp", "the audit log was tampered with"),
    "bad_reason": ("lý do thiếu hoặc quá dài", "a reason is missing or too long"),
    "bad_witness": ("tệp đối chứng của nhật ký không đọc được", "a witness of the audit log cannot be read"),
    "queue": ("hàng đợi tính toán không chạy", "the queue of jobs is not running"),
    "no_backup": ("không phải tệp sao lưu của cocau", "not a backup of cocau"),
    "not_empty": ("cơ sở dữ liệu để khôi phục phải trống", "a database to restore into must be empty"),
    "trail": ("nhật ký không còn nguyên vẹn", "the trail is not whole"),
    "disk": ("không ghi được vào thư mục trạng thái", "the state folder cannot be written to"),
    "stopping": ("dịch vụ đang dừng", "the service is stopping"),
    "bad_password": ("mật khẩu không dùng được", "a password that cannot be used"),
    "wrong_code": ("mã dùng một lần sai hoặc đã hết hạn", "a one-time code is wrong or has expired"),
    "not_loopback": ("chỉ phục vụ máy này khi phát triển", "in development only this machine is served"),
}


COUNCIL_CODES: dict[str, tuple[str, str]] = {
    "seats_sum": (
        "tổng số đại biểu các đơn vị khác số đại biểu của hội đồng",
        "constituencies do not sum to the seats",
    ),
    "blocs_sum": ("tổng cơ cấu khối vượt quá tổng số", "blocs sum to more than there are"),
    "duplicate": ("một mã ghi nhiều lần", "an id is given more than once"),
    "continues_more": (
        "ban lập từ nhiều ban hơn số đơn vị được sắp xếp",
        "a committee continues more than were merged",
    ),
    "more_officers": (
        "ghi tên nhiều người hơn số người đang giữ chức danh",
        "more officers are named than hold the office",
    ),
    "outside_term": (
        "bộ quy định không dùng cho ngày bầu cử này",
        "the rulebook is for elections on other days",
    ),
    "out_of_range": ("số nằm ngoài khoảng cho phép", "a number is out of its range"),
    "unknown_group": ("không có nhóm này", "there is no such group"),
    "population_sum": (
        "tổng dân số các nơi khác dân số chung",
        "populations of places do not sum to the whole",
    ),
    "seats_decided_by": (
        "số đại biểu và quyết định ấn định phải đi cùng nhau",
        "seats and the decision that set them go together",
    ),
    "not_a_district": (
        "thí điểm chuyển phó chủ tịch chỉ cho cấp huyện",
        "the pilot of vice-chairs is for districts only",
    ),
    "recorded_after_election": ("ghi sau ngày bầu cử", "recorded after the election day"),
    "recorded_after_plan": ("ghi sau ngày lập phương án", "recorded after the day of the plan"),
    "approved_before_consensus": (
        "phê duyệt trước khi cấp ủy thống nhất",
        "approved before the consensus of the committee",
    ),
}
POOL_CODES: dict[str, tuple[str, str]] = {
    "empty_pool": ("danh sách không có ai", "the pool is empty"),
    "born_later": ("sinh sau ngày bầu cử", "born after the election day"),
    "duplicate_id": ("hai người cùng một mã", "two people have one id"),
    "same_person": ("có vẻ một người ghi hai lần", "one person seems to be given twice"),
    "pool_too_small": ("ít người hơn số cần cho các danh sách", "fewer people than the lists need"),
    "unknown_locality": ("nơi này không thuộc đơn vị bầu cử nào", "this place is in no constituency"),
    "unknown_post": ("không có chức danh này", "there is no such post"),
    "rank_twice": ("chức vụ đảng chỉ một người giữ", "a Party rank that one person can have"),
    "joined_without_membership": (
        "có ngày vào Đảng mà không phải đảng viên",
        "a day of joining the Party, but no member",
    ),
    "joined_before_birth": ("vào Đảng trước khi sinh", "joined the Party before birth"),
    "nominated_and_introduced": (
        "vừa tự ứng cử vừa có nơi giới thiệu",
        "self-nominated and introduced at once",
    ),
    "grades_differ": ("xếp loại ghi hai nơi khác nhau", "two fields differ about the last grade"),
    "rank_without_membership": (
        "có chức vụ đảng nhưng không phải đảng viên",
        "a Party rank without membership",
    ),
    "at_least_over_at_most": ("số tối thiểu lớn hơn số tối đa", "the least is more than the most"),
    "at_least_over_capacity": (
        "số tối thiểu vượt số có thể giới thiệu",
        "more are asked for than can be introduced",
    ),
    "total_out_of_reach": ("tổng số không thể đạt được", "the total cannot be reached"),
    "total_too_small": (
        "giới thiệu ít hơn số cần cho các danh sách",
        "fewer are introduced than the lists need",
    ),
    "age_against_under_40": ("độ tuổi trái với dấu dưới 40", "the age contradicts the mark under 40"),
    "dot_in_id": ("mã không được có dấu chấm", "an id must not have a dot"),
    "too_many_in_study": (
        "nhiều hội đồng hoặc kịch bản hơn giới hạn",
        "more councils or scenarios than are allowed",
    ),
    "too_many_people": ("nhiều người hơn giới hạn", "more people than are planned for"),
    "id_fixed": ("mã của một người không đổi được", "the id of a person cannot be changed"),
    "name_in_label": (
        "nhãn có tên người trong danh sách; nhãn không được mã hóa",
        "a label names somebody, and labels are not sealed",
    ),
}
RULEBOOK_CODES: dict[str, tuple[str, str]] = {
    "unknown_rulebook": ("không có bộ quy định này", "there is no such rulebook"),
    "too_many_parts": ("ghép quá nhiều bộ quy định", "too many rulebooks are joined"),
    "cases": ("không có trường hợp kiểm thử nào, hoặc quá nhiều", "no case to be run, or too many"),
    "plans_not_here": (
        "trường hợp lập phương án không chạy ở đây",
        "cases that are planned are not run here",
    ),
    "unknown_file": ("không có tệp có sẵn mang tên này", "no shipped file has this name"),
    "unknown_source": ("văn bản chưa có trong sources", "a document that is not in sources"),
    "no_quote": ("trích dẫn V1 phải có nguyên văn", "a citation marked V1 must carry its quote"),
    "before_source": ("có hiệu lực trước mọi văn bản được trích", "in force before every document it cites"),
    "overlap": ("hai phiên bản cùng hiệu lực", "two versions are in force together"),
    "cycle": ("các bước chờ nhau thành vòng", "steps wait for one another in a circle"),
    "no_order": ("không thể giữ thứ tự với bước này", "no order can be kept with this step"),
    "no_steps": (
        "bộ quy định không có bước nào cho hội đồng này",
        "the rulebook has no steps for this council",
    ),
    "not_in_force": ("quy định không áp dụng cho hội đồng này", "not a rule for this council"),
    "unknown_name": ("không có tên này", "there is no such name"),
}
SEAT_CODES: dict[str, tuple[str, str]] = {
    "too_little_known": ("chưa đủ dữ liệu để tính số đại biểu", "too little is known to derive seats"),
    "no_formula": (
        "bộ quy định không có công thức cho loại này",
        "the rulebook has no seat formula for this kind",
    ),
    "no_council": ("đơn vị ít dân như vậy không bầu HĐND", "so small a unit elects no council"),
    "decided_above": ("số đại biểu do cấp trên quyết định", "another body sets the seats"),
    "above_most": ("nhiều đại biểu hơn mức tối đa", "more seats than are allowed"),
    "constituencies_impossible": (
        "không chia được thành chừng ấy đơn vị",
        "seats cannot be given to so many constituencies",
    ),
    "too_many_places": ("nhiều nơi hơn số đại biểu", "more places than seats"),
    "no_limit": (
        "bộ quy định không nêu giới hạn của một đơn vị",
        "the rulebook has no limit of a constituency",
    ),
    "named_like_a_part": ("mã trùng với một đơn vị được tách ra", "an id that a part is given too"),
}
GATE_CODES: dict[str, tuple[str, str]] = {
    "other_council": ("hồ sơ của hội đồng khác", "the dossier is of another council"),
    "unknown_step": ("không có bước này", "there is no such step"),
    "step_not_here": ("bước này không thuộc cấp hoặc ngày này", "a step of another level or day"),
    "no_record": ("bước này chỉ là mốc ngày, không có biên bản", "a step that nothing is recorded for"),
    "scan_missing": ("chưa chọn tệp, hoặc tệp trống", "no file, or an empty one"),
    "scan_too_large": ("tệp quét quá nặng", "a scan is too large"),
    "scan_type": ("không phải tệp PDF, JPEG, PNG", "neither PDF, JPEG nor PNG"),
    "scan_name": ("đuôi tên tệp không khớp nội dung", "the file's name is not of its content"),
    "scan_cut": ("tệp quét bị cắt cụt", "the end of a scan is missing"),
    "too_many_scans": ("một bước có quá nhiều tệp", "a step has too many files"),
    "by_appointment": ("ghi theo từng lần bổ nhiệm", "it is entered with each appointment"),
    "no_appointments_here": ("không có bước bổ nhiệm ở cấp này", "no steps of appointments here"),
    "days_not_in_order": ("biên bản không theo thứ tự ngày", "records are not in the order of days"),
    "in_the_future": ("ngày ở tương lai", "a day to come"),
    "before_the_council": ("trước khi có hội đồng", "before there is a council"),
    "twice": ("ghi hai lần", "given twice"),
}


ProblemArea = Literal[
    "field",
    "council",
    "pool",
    "rulebook",
    "seats",
    "gates",
    "request",
    "question",
    "computation",
    "file",
    "table",
    "cell",
    "result",
    "notice",
    "service",
    "rule",
    "fault",
]


class ProblemCode(Record):
    """A code and its meaning; `area`: where it is from, for `rule` the code is a rule's id."""

    code: str
    area: ProblemArea
    means: Text


_AREAS: dict[ProblemArea, dict[str, tuple[str, str]]] = {
    "field": COMPLAINTS,
    "council": COUNCIL_CODES,
    "pool": POOL_CODES,
    "rulebook": RULEBOOK_CODES,
    "seats": SEAT_CODES,
    "gates": GATE_CODES,
    "request": REQUEST_CODES,
    "question": QUESTION_CODES,
    "computation": COMPUTATION_CODES,
    "file": FILE_CODES,
    "table": TABLE_CODES,
    "cell": CELL_CODES,
    "result": RESULT_CODES,
    "notice": NOTICE_CODES,
    "service": SERVICE_CODES,
}


@cache
def get_problem_codes() -> dict[str, ProblemCode]:
    """Return every code with its meaning; the first area counts where two have one code."""
    found: dict[str, ProblemCode] = {}
    for issue in (*_list_written_codes(), *_list_error_types(), *_list_rules()):
        found.setdefault(issue.code, issue)
    return found


def _list_written_codes() -> Iterator[ProblemCode]:
    for area, codes in _AREAS.items():
        for code, (vi, en) in codes.items():
            yield ProblemCode(
                code=code, area=area, means=Text(vi=_strip_placeholders(vi), en=_strip_placeholders(en))
            )


def _strip_placeholders(text: str) -> str:
    """Strip the placeholders of values from a sentence."""
    return re.sub(r"\{[a-z_]+\}", "…", text)


def _list_error_types() -> Iterator[ProblemCode]:
    for fault in ErrorType:
        code = fault.slug.replace("-", "_")
        yield ProblemCode(code=code, area="fault", means=Text(vi=fault.title, en=fault.title))


def _list_rules() -> Iterator[ProblemCode]:
    for rule in load_all_layers().rules:
        yield ProblemCode(code=rule.id, area="rule", means=rule.says)
