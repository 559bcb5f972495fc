"""The user guide on the desk: one page for each stage of work, and where each stands."""

import re
from dataclasses import dataclass

from cocau.constraints.record import Text


@dataclass(frozen=True)
class HelpStage:
    """A stage of work: what it is for, what to do in order, what to do when stuck.

    `paths`: addresses of pages that belong to it. `sight`: the page that its picture shows.
    """

    key: str
    title: Text
    purpose: Text
    steps: tuple[Text, ...]
    troubles: tuple[Text, ...]
    paths: tuple[str, ...]
    sight: str


def _say(vi: str, en: str) -> Text:
    return Text(vi=vi, en=en)


HELP_STAGES = (
    HelpStage(
        key="start",
        title=_say("Bắt đầu", "Start"),
        purpose=_say(
            "Trang đầu có các hội đồng bạn được xem, việc tiếp theo của từng hội đồng và phương án mới nhất.",
            "The first page shows the councils that you may see, what comes next in each, and its newest "
            "plan.",
        ),
        steps=(
            _say(
                "Lần đầu, bấm “Làm thử phương án đầu tiên”: tám bước trên hội đồng ví dụ, khoảng ba phút.",
                "The first time, take the guided first plan: eight steps on a sample council, three minutes.",
            ),
            _say(
                "Bấm “Thêm hội đồng” để lập hồ sơ hội đồng của mình.",
                "Choose “Add a council” to enter your own.",
            ),
            _say(
                "Làm theo thứ tự các thẻ trên đầu trang: Hội đồng, Phân bổ, Nhân sự, Phương án, Văn bản và "
                "quy "
                "trình.",
                "Work along the tabs: Council, Allocation, People, Plans, Documents and procedure.",
            ),
            _say(
                "Bấm phím / ở bất kỳ trang nào để tìm người, quy định hoặc trang.",
                "Press / on any page to find people, rules or pages.",
            ),
        ),
        troubles=(
            _say(
                "Không thấy hội đồng của mình: tài khoản chỉ được xem địa bàn đã giao; hỏi người quản trị.",
                "A council is missing: your account sees its own area only; ask the administrator.",
            ),
        ),
        paths=("/",),
        sight="start",
    ),
    HelpStage(
        key="council",
        title=_say("Lập hồ sơ hội đồng", "Enter a council"),
        purpose=_say(
            "Hồ sơ hội đồng cho biết bầu bao nhiêu đại biểu, ở những đơn vị bầu cử nào, có những ban nào. "
            "Mọi "
            "phương án đều dựa vào hồ sơ này.",
            "The council's record says how many deputies are elected, where, and which committees there are. "
            "Every plan rests on it.",
        ),
        steps=(
            _say(
                "Chọn cấp, loại đơn vị hành chính, ngày bầu cử; nhập dân số để có số đại biểu kèm điều luật.",
                "Choose the level, the kind of unit and election day; the population gives the seats, with "
                "the article.",
            ),
            _say(
                "Nhập đơn vị bầu cử: gõ vào bảng, dán từ bảng tính, hoặc chia theo dân số.",
                "Enter constituencies: type them, paste them from a spreadsheet, or divide by population.",
            ),
            _say(
                "Nhập các ban, số lượng và cơ cấu nhiệm kỳ trước, người giữ chức vụ nhiệm kỳ trước.",
                "Enter committees, the previous term's composition, and who held which post.",
            ),
            _say(
                "Bấm Lưu. Mỗi lần sửa sau này là một bản mới; bản cũ vẫn xem lại được.",
                "Save. Each later change is a new version; older ones can still be read.",
            ),
        ),
        troubles=(
            _say(
                "Chỗ sai được báo ngay cạnh ô; những gì đã nhập vẫn còn nguyên.",
                "What is wrong is told beside its field; nothing that you typed is lost.",
            ),
            _say(
                "Lập hội đồng tương tự: mở hội đồng đã có rồi chọn “Chép thành hội đồng khác”.",
                "For a similar council, open one that exists and copy it.",
            ),
        ),
        paths=(r"/councils/new", r"/councils/[^/]+/(edit|facts)"),
        sight="council-new",
    ),
    HelpStage(
        key="people",
        title=_say("Đưa danh sách nhân sự vào", "Bring in the list of people"),
        purpose=_say(
            "Danh sách những người được giới thiệu ứng cử, theo tệp Excel mà cơ quan đang dùng.",
            "The list of those introduced as candidates, from the Excel file that your office uses.",
        ),
        steps=(
            _say(
                "Thả tệp vào khung, hoặc dán các dòng từ bảng tính.",
                "Drop the file into the box, or paste rows from a spreadsheet.",
            ),
            _say(
                "Ở trang kiểm tra, xác nhận mỗi cột là gì; giá trị lạ (như tên khối) chọn một lần cho mọi "
                "dòng.",
                "On the page that follows confirm what each column is; a strange value is chosen once for "
                "all "
                "its rows.",
            ),
            _say(
                "Sửa ô sai ngay tại bảng; xem những gì sẽ thay đổi rồi mới lưu.",
                "Mend wrong cells in the table; look at what will change, then save.",
            ),
            _say(
                "Trên trang Nhân sự: sửa trực tiếp trong bảng, chọn nhiều người để làm một việc, ghi người "
                "rút.",
                "On the page of people edit in the table, choose several for one act, note who withdraws.",
            ),
        ),
        troubles=(
            _say(
                "Cột không nhận ra vẫn được giữ lại như cột thêm, không mất.",
                "A column that is not recognised is kept as an extra one.",
            ),
            _say(
                "Hai người cùng sửa: người lưu sau thấy phần người kia đã đổi rồi mới quyết định.",
                "If two edit at once, the second sees what the other changed and decides.",
            ),
        ),
        paths=(r"/councils/[^/]+/people", r"/pools(/.*)?"),
        sight="pool",
    ),
    HelpStage(
        key="allocation",
        title=_say("Phân bổ cơ cấu khi chưa có tên người", "Allocate the composition before there are names"),
        purpose=_say(
            "Chia số lượng người được giới thiệu về từng cơ quan, tổ chức, đơn vị, theo cơ cấu kết hợp.",
            "Divide among organisations how many people each introduces, and of which composition.",
        ),
        steps=(
            _say(
                "Mở thẻ Phân bổ, nhập các cơ quan và số người mỗi cơ quan có thể giới thiệu.",
                "Open the tab of the allocation; enter the organisations and how many each can introduce.",
            ),
            _say(
                "Sửa một ô: bảng được lưu và phân bổ lại; mũi tên cho biết chỗ đã đổi.",
                "Change a cell: the table is saved and allocated anew; arrows show what changed.",
            ),
            _say(
                "Xem từng yêu cầu đạt hay chưa ở bên cạnh bảng.",
                "See beside the table which demands are met.",
            ),
            _say("Tải phụ lục phân bổ để gửi các cơ quan.", "Download the annex to be sent to them."),
        ),
        troubles=(
            _say(
                "Không đủ người của một cơ cấu: bảng nêu còn thiếu bao nhiêu và những nơi có thể giới "
                "thiệu thêm.",
                "Too few of one kind: the page says how many are lacking and where more could come from.",
            ),
        ),
        paths=(r"/councils/[^/]+/structure(/.*)?", r"/tables(/.*)?"),
        sight="table",
    ),
    HelpStage(
        key="plan",
        title=_say("Lập và xem phương án", "Make and read a plan"),
        purpose=_say(
            "Phương án cho biết ai ứng cử ở đơn vị nào, ai là đại biểu dự kiến, ai giữ chức danh nào, và "
            "từng quy "
            "định đạt hay chưa.",
            "A plan says who stands where, who is meant to be elected, who holds which post, and which rules "
            "are met.",
        ),
        steps=(
            _say(
                "Bấm “Lập phương án” và chờ vài giây đến một phút.",
                "Choose “Make a plan” and wait some seconds, at most a minute.",
            ),
            _say(
                "Đọc câu kết luận và sáu con số; phần “chưa đạt” nêu lý do.",
                "Read the verdict and six figures; what is not met has its reason.",
            ),
            _say(
                "Thẻ Hỏi trả lời vì sao một người có hoặc không có trong phương án, thay ai được, cử tri còn "
                "quyết định điều gì.",
                "The tab of questions says why somebody is in or out, who could take a place, and what the "
                "voters decide.",
            ),
            _say(
                "Lập phương án giả định để thử thay đổi; bấm “So sánh” để đặt hai phương án cạnh nhau.",
                "Try changes in a what-if; compare plans side by side.",
            ),
        ),
        troubles=(
            _say(
                "Chưa lập được phương án: mở “Xem các cách tháo gỡ”; cách giữ đúng luật được xếp trước.",
                "No plan is possible: open the ways out; those that keep the law come first.",
            ),
            _say(
                "Danh sách đã đổi sau khi lập: bấm “Điều chỉnh với ít thay đổi nhất”.",
                "The list has changed since: adjust the plan with the fewest moves.",
            ),
        ),
        paths=(
            r"/councils/[^/]+/(proposals|compare|scenarios|rules)(/.*)?",
            r"/(scenarios|rules)(/.*)?",
            r"/proposals/[^/]+(/(people|conflict|answers|progress).*)?",
        ),
        sight="proposal",
    ),
    HelpStage(
        key="hands",
        title=_say("Sửa phương án bằng tay", "Change a plan by hand"),
        purpose=_say(
            "Lãnh đạo muốn chuyển người, đổi chức danh, giữ người này: làm ngay trên phương án và thấy quy "
            "định "
            "nào bị ảnh hưởng.",
            "Move people, change posts, keep somebody: do it on the plan and see at once which rules it "
            "touches.",
        ),
        steps=(
            _say("Bấm “Sửa tay” ở trang phương án.", "Open the plan's page for changes by hand."),
            _say(
                "Kéo người sang đơn vị khác, hoặc dùng trình đơn bên cạnh tên: khóa, đưa ra, đổi chỗ, giao "
                "chức "
                "danh.",
                "Drag people to another constituency, or use the menu beside a name: lock, take out, swap, "
                "give "
                "a post.",
            ),
            _say(
                "Sau mỗi bước, xem ngay điều bị vi phạm; Hoàn tác nếu không muốn.",
                "After each step see what it breaks; undo what you do not want.",
            ),
            _say(
                "Bấm “Hoàn thành phần còn lại” để chương trình xếp nốt, giữ nguyên chỗ đã khóa; rồi lưu "
                "thành "
                "phương án mới.",
                "Have the rest completed around what is locked; then save it as a new plan.",
            ),
        ),
        troubles=(
            _say(
                "Dùng bàn phím: mũi tên để chọn người, Enter để mở trình đơn.",
                "By keyboard: arrows choose a person, Enter opens the menu.",
            ),
        ),
        paths=(r"/proposals/[^/]+/hands(/.*)?",),
        sight="hands",
    ),
    HelpStage(
        key="papers",
        title=_say("Văn bản và quy trình", "Documents and procedure"),
        purpose=_say(
            "In các văn bản để ký, theo dõi các bước theo luật, lưu bản quét và phê duyệt phương án.",
            "Print the documents to be signed, follow the steps of the law, keep scans, approve the plan.",
        ),
        steps=(
            _say(
                "Điền một lần thông tin cơ quan ra văn bản: tên, số, ký hiệu, người ký, nơi nhận.",
                "Enter once who issues documents: name, number, signatory, recipients.",
            ),
            _say(
                "Ở trang Văn bản của phương án, tải biểu tổng hợp, danh sách theo mẫu, nhân sự dự kiến; "
                "dạng Word "
                "để sửa, PDF để in, Excel để tính.",
                "On the plan's page of documents take the composition, the prescribed lists and the posts; "
                "Word "
                "to edit, PDF to print, Excel to count.",
            ),
            _say(
                "Ở Văn bản và quy trình: nhập số, ngày, nội dung của từng văn bản đã ban hành; đính kèm "
                "bản quét.",
                "On the page of the procedure enter each document that was issued, and attach its scan.",
            ),
            _say(
                "Người phê duyệt mở phương án, ghi số quyết định và bấm Phê duyệt; người lập không tự phê "
                "duyệt.",
                "An approver opens the plan and approves it with a number; nobody approves their own.",
            ),
        ),
        troubles=(
            _say(
                "Mẫu của cơ quan khác mẫu có sẵn: tải mẫu về, sửa bằng Word, tải lên thay.",
                "Your office lays documents out otherwise: download the template, change it in Word, "
                "upload it.",
            ),
            _say(
                "Thời hạn ghi “chưa kiểm chứng” thì đối chiếu văn bản gốc trước khi dùng.",
                "Compare a deadline marked as unverified with the original before you rely on it.",
            ),
        ),
        paths=(
            r"/councils/[^/]+/(gates|calendar)(/.*)?",
            r"/proposals/[^/]+/(papers|approval|annex)(/.*)?",
            r"/(office|scans)(/.*)?",
        ),
        sight="gates",
    ),
    HelpStage(
        key="several",
        title=_say("Nhiều hội đồng cùng lúc", "Several councils at once"),
        purpose=_say(
            "Lập phương án cho các hội đồng của một tỉnh cùng nhau và báo cáo kết quả thực hiện chỉ thị.",
            "Plan a province's councils together, and report on how the directive is carried out.",
        ),
        steps=(
            _say(
                "Mở “Nhiều hội đồng cùng lúc”, chọn các hội đồng đã có hoặc thả một thư mục tệp.",
                "Open “Several councils at once”; choose councils, or drop a folder of files.",
            ),
            _say(
                "Theo dõi bảng chung; bấm vào một hội đồng để xem phương án của hội đồng đó.",
                "Follow the board; open a council to see its plan.",
            ),
            _say(
                "Có người rút: chọn người đó, chỉ những hội đồng liên quan được lập lại.",
                "Somebody withdraws: choose them; only the councils concerned are planned anew.",
            ),
            _say(
                "Mở “Báo cáo thực hiện chỉ thị” để xem, in và tải bảng tổng hợp và một trang cho mỗi hội "
                "đồng.",
                "Open the report on the directive: one table, and a page for each council, to print or take.",
            ),
        ),
        troubles=(
            _say(
                "Một hội đồng chưa lập được không làm dừng các hội đồng khác.",
                "One council that cannot be planned does not hold up the others.",
            ),
        ),
        paths=(r"/(programmes|report|studies|estimates)(/.*)?",),
        sight="programme",
    ),
    HelpStage(
        key="results",
        title=_say("Sau ngày bầu cử", "After election day"),
        purpose=_say(
            "Nhập kết quả kiểm phiếu, biết ai trúng cử theo luật, theo dõi chức vụ và khuyết đại biểu "
            "trong nhiệm "
            "kỳ.",
            "Enter the counts, see who is elected by law, follow posts and vacancies during the term.",
        ),
        steps=(
            _say(
                "Mở thẻ Kết quả bầu cử, chọn phương án đã công bố danh sách, nhập hoặc tải tệp số phiếu "
                "từng đơn "
                "vị.",
                "Open the results, choose the plan whose lists were posted, enter or upload the counts.",
            ),
            _say(
                "Xem ai trúng cử, nơi nào phải bầu thêm, bầu lại và hạn chót; so với phương án.",
                "See who is elected, where a further vote must follow and until when; compare with the plan.",
            ),
            _say(
                "Ở thẻ Nhiệm kỳ: ghi chức vụ bầu tại kỳ họp thứ nhất, người thôi làm đại biểu, phiếu tín "
                "nhiệm, "
                "xếp loại.",
                "In the term: enter posts elected at the first session, departures, confidence votes, "
                "grades.",
            ),
            _say(
                "Dùng kết quả này làm nhiệm kỳ trước của hội đồng khóa sau.",
                "Take it as the previous term of the next council.",
            ),
        ),
        troubles=(
            _say(
                "Số phiếu không khớp được báo tại đúng ô của biên bản.",
                "Counts that do not add up are told at their cell.",
            ),
        ),
        paths=(r"/councils/[^/]+/(results|term)(/.*)?",),
        sight="results",
    ),
)
"""Every stage, in the order of work; the first is also the help for pages of no stage."""


def find_help_stage(path: str) -> HelpStage:
    """Find the stage that a page belongs to, by its path."""
    for stage in HELP_STAGES:
        if any(re.fullmatch(pattern, path) for pattern in stage.paths):
            return stage
    return HELP_STAGES[0]
