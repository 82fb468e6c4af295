# Two commands do everything: `make report` and `make test`. Each sets up .venv by itself, once.
#   make report PERIOD=2022-09 INBOX=inbox PLAN=input_templates/ke-hoach.xlsx OUT=output ASOF=2022-12-31 PDF=1 NUMBER=123 ISSUED=2022-09-20

PLAN ?= input_templates/ke-hoach.xlsx
OUT ?= output
VENV := .venv
ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := $(VENV)/Scripts
else
PYTHON ?= python3
BIN := $(VENV)/bin
endif
RUN := $(BIN)/python -m pipeline

.PHONY: report agencies doctor test test-thorough templates register accept withdraw standard plan-check plan-new plan-import collect check rules remind send verify trace diff conform lint types format golden pictures bench clean help
.DEFAULT_GOAL := help

help:
	@echo "make report      lập báo cáo của kỳ (PERIOD, INBOX, PLAN, OUT, ASOF; NUMBER, ISSUED: số, ngày của báo cáo; SUPERSEDES, REASON: báo cáo bị thay thế, lý do; PDF=1: xuất thêm PDF; WORKERS: số tiến trình đọc; SCHEDULER=tcp://máy:8786: đọc trên cụm máy Dask)"
	@echo "make agencies    lập báo cáo của mọi cơ quan trong một cây thư mục và bảng, trang tổng hợp (TREE, PERIOD, OUT, ASOF; WORKERS: số cơ quan làm cùng lúc)"
	@echo "make doctor      kiểm tra máy, thư mục, sổ, thư và kỳ báo cáo có gì cần xử lý; không thay đổi gì (PLAN, INBOX, OUT)"
	@echo "make send        gửi thư trả lời, thư nhắc của kỳ qua máy chủ thư của cơ quan (PERIOD, OUT, INBOX; DRYRUN=1: chỉ xem sẽ gửi gì; AGAIN=1: gửi lại cả thư không rõ đã đi chưa)"
	@echo "make templates   phát mẫu cho các đơn vị (PERIOD=2022-10, UNIT=mã đơn vị, LAYOUT=unit: mỗi đơn vị một sổ, FRESH=1: không mang số kỳ trước)"
	@echo "make collect     nhận vào hộp nhận: tệp, thư mục, thư .eml, .msg, tệp .zip, hộp thư (SOURCE=imaps://tên@máy-chủ/INBOX; INBOX, SINCE=ngày, SEEN=1: đánh dấu đã đọc)"
	@echo "make remind      đơn vị nào còn nợ báo cáo: danh sách, công văn, thư nhắc kèm mẫu (PERIOD, INBOX, OUT, ASOF: tính quá hạn đến ngày này)"
	@echo "make check       kiểm tra các tệp đơn vị gửi (FILES=...)"
	@echo "make register    sổ tiếp nhận: tệp nào đã đến, tình trạng ra sao (UNIT, TASK, PERIOD, STATE; FILE=tệp: lịch sử một tệp)"
	@echo "make accept      nhận một tệp chờ xác minh (FILE=tệp trong hộp nhận, REASON=\"lý do\", BY=người quyết định)"
	@echo "make withdraw    rút một tệp, bản trước được tính lại (FILE, REASON, BY)"
	@echo "make verify      báo cáo còn đúng như khi lập không (FILE=tệp.docx, INBOX: hộp nhận có các tệp gốc, PLAN; CHAIN=1: kiểm tra nhật ký, các báo cáo ở OUT làm chứng)"
	@echo "make trace       số liệu từ ô nào, ô thành số liệu nào (WHAT=S142 hoặc '108!D17', FILE=tệp.docx; để trống FILE: báo cáo mới lập nhất)"
	@echo "make diff        số liệu khác nhau giữa hai báo cáo (OLD=tệp cũ.docx, NEW=tệp mới.docx)"
	@echo "make plan-check  kiểm tra tệp kế hoạch"
	@echo "make plan-new    lập tệp kế hoạch năm sau (FROM, YEAR, INBOX: lấy kết quả năm nay), hoặc tệp mẫu cho cơ quan khác (AGENCY=\"Sở Du lịch\", YEAR); OUT=tệp.xlsx"
	@echo "make plan-import đọc bản kế hoạch Word, lập tệp kế hoạch dự thảo (FILE=tệp.docx, ROSTER=tệp kế hoạch đã có, OUT=tệp.xlsx)"
	@echo "make conform     kiểm tra thể thức của văn bản Word theo Nghị định 30/2020/NĐ-CP (FILE=tệp.docx)"
	@echo "make standard    ghi lại các mẫu chuẩn để trống vào input_templates/mau"
	@echo "QUIET=1          với mọi lệnh chạy lâu: không báo tiến độ, chỉ ghi kết quả và lỗi"
	@echo "Dành cho người viết chương trình:"
	@echo "make test        chạy bộ kiểm thử (make test-thorough: đủ mọi trường hợp, lâu hơn)"
	@echo "make rules       lập lại danh sách quy tắc kiểm tra docs/quy-tac.md"
	@echo "make lint        kiểm tra cách viết, cách trình bày mã và kiểu dữ liệu (make types: chỉ kiểu dữ liệu)"
	@echo "make format      trình bày lại mã"
	@echo "make golden      làm lại những gì chương trình làm ra và được giữ ở đây (quy tắc, mẫu chuẩn, kết quả đúng của ví dụ), cho xem khác gì"
	@echo "make pictures    làm lại mọi hình của tài liệu hướng dẫn từ chính chương trình (cần LibreOffice, poppler, Chromium, pngquant)"
	@echo "make clean       xóa môi trường .venv và các tệp tạm"
	@echo "make bench       đo tốc độ so với hai kịch bản pandas viết tay (SIZES=120,2000; LARGE=500,8000,13500: riêng chương trình; OUT=tệp.md: ghi lại bảng kết quả)"

# QUIET=1: no progress, only results and errors.
HUSH = $(if $(QUIET),--quiet)
CLUSTER = $(if $(SCHEDULER),--scheduler "$(SCHEDULER)")
REPLACED = $(if $(SUPERSEDES),--supersedes "$(SUPERSEDES)") $(if $(REASON),--reason "$(REASON)")
report: $(VENV)/.ready
	@$(RUN) report --plan "$(PLAN)" $(if $(INBOX),--inbox "$(INBOX)") --out "$(OUT)" $(if $(PERIOD),--period "$(PERIOD)") $(if $(ASOF),--as-of "$(ASOF)") $(if $(NUMBER),--number "$(NUMBER)") $(if $(ISSUED),--issued "$(ISSUED)") $(REPLACED) $(if $(PDF),--pdf) $(if $(WORKERS),--workers "$(WORKERS)") $(CLUSTER) $(HUSH)

doctor: $(VENV)/.ready
	@$(RUN) doctor --plan "$(PLAN)" --out "$(OUT)" $(if $(INBOX),--inbox "$(INBOX)") $(HUSH)

agencies: $(VENV)/.ready
	@test -n "$(TREE)" -a -n "$(PERIOD)" || { echo "Cần cho biết cây thư mục và kỳ: make agencies TREE=tinh-a PERIOD=2022-09" >&2; exit 2; }
	@$(RUN) agencies "$(TREE)" --period "$(PERIOD)" --out "$(OUT)" $(if $(ASOF),--as-of "$(ASOF)") $(if $(WORKERS),--workers "$(WORKERS)")

send: $(VENV)/.ready
	@test -n "$(PERIOD)" || { echo "Cần cho biết kỳ: make send PERIOD=2022-09" >&2; exit 2; }
	@$(RUN) send --period "$(PERIOD)" --out "$(OUT)" $(if $(INBOX),--inbox "$(INBOX)") $(if $(RATE),--rate "$(RATE)") $(if $(AGAIN),--again-unsure) $(if $(DRYRUN),--dry-run) $(HUSH)

templates: $(VENV)/.ready
	@$(RUN) templates --plan "$(PLAN)" $(if $(PERIOD),--period "$(PERIOD)" --out "$(OUT)/mau/$(PERIOD)") $(foreach u,$(UNIT),--unit "$(u)") $(if $(LAYOUT),--layout "$(LAYOUT)") $(if $(INBOX),--inbox "$(INBOX)") $(if $(FRESH),--fresh) $(HUSH)

standard: $(VENV)/.ready
	@$(RUN) templates --plan "$(PLAN)" --standard $(HUSH)

plan-check: $(VENV)/.ready
	@$(RUN) plan check "$(PLAN)"

# OUT is a folder everywhere else: without one of its own the new workbook is named by its year.
NEW_PLAN = $(if $(filter file,$(origin OUT)),$(OUT)/ke-hoach-$(or $(YEAR),moi).xlsx,$(OUT))
plan-new: $(VENV)/.ready
	@$(RUN) plan new $(if $(AGENCY),--agency "$(AGENCY)",--from "$(or $(FROM),$(PLAN))") $(if $(YEAR),--year "$(YEAR)") $(if $(INBOX),--inbox "$(INBOX)") --out "$(NEW_PLAN)" $(HUSH)

# OUT is a folder for the other targets: here it counts only where it is given.
plan-import: $(VENV)/.ready
	@test -n "$(FILE)" || { echo "Cần cho biết tệp: make plan-import FILE=tệp.docx" >&2; exit 2; }
	@$(RUN) plan import "$(FILE)" $(if $(ROSTER),--roster "$(ROSTER)") $(if $(filter command line environment,$(origin OUT)),--out "$(OUT)")

collect: $(VENV)/.ready
	@test -n "$(SOURCE)" || { echo "Cần cho biết nguồn: make collect SOURCE=tệp, thư mục hoặc imaps://tên@máy-chủ/INBOX" >&2; exit 2; }
	@$(RUN) collect $(SOURCE) $(if $(INBOX),--inbox "$(INBOX)") $(if $(SINCE),--since "$(SINCE)") $(if $(SEEN),--mark-seen) $(HUSH)

check: $(VENV)/.ready
	@$(RUN) check --plan "$(PLAN)" $(HUSH) $(if $(INBOX),--inbox "$(INBOX)") $(CLUSTER) $(if $(FILES),$(FILES),$(if $(INBOX),"$(INBOX)",inbox))

REGISTER = $(RUN) register $(HUSH) --plan "$(PLAN)" $(if $(INBOX),--inbox "$(INBOX)") $(CLUSTER)
register: $(VENV)/.ready
	@$(REGISTER) $(if $(FILE),show "$(FILE)",$(if $(UNIT),--unit "$(UNIT)") $(if $(TASK),--task "$(TASK)") $(if $(PERIOD),--period "$(PERIOD)") $(if $(STATE),--state "$(STATE)"))

TOLD = test -n "$(FILE)" -a -n "$(REASON)" || { echo "Cần cho biết tệp và lý do: make $@ FILE=tệp.xlsx REASON=\"đã gọi điện xác nhận\"" >&2; exit 2; }
DECIDE = $(REGISTER) $@ "$(FILE)" --reason "$(REASON)" $(if $(BY),--by "$(BY)")
accept: $(VENV)/.ready
	@$(TOLD)
	@$(DECIDE)

withdraw: $(VENV)/.ready
	@$(TOLD)
	@$(DECIDE)

remind: $(VENV)/.ready
	@$(RUN) remind --plan "$(PLAN)" $(HUSH) --out "$(OUT)" $(if $(INBOX),--inbox "$(INBOX)") $(if $(PERIOD),--period "$(PERIOD)") $(if $(ASOF),--as-of "$(ASOF)") $(CLUSTER)

verify: $(VENV)/.ready
	@test -n "$(FILE)$(CHAIN)" || { echo "Cần cho biết tệp: make verify FILE=tệp.docx, hoặc kiểm tra nhật ký: make verify CHAIN=1" >&2; exit 2; }
	@$(RUN) verify $(if $(FILE),"$(FILE)") --plan "$(PLAN)" $(if $(INBOX),--inbox "$(INBOX)") $(if $(CHAIN),--chain --out "$(OUT)") $(HUSH)

trace: $(VENV)/.ready
	@test -n "$(WHAT)" || { echo "Cần cho biết mã số liệu hoặc ô: make trace WHAT=S142 FILE=tệp.docx" >&2; exit 2; }
	@$(RUN) trace "$(WHAT)" $(if $(FILE),--report "$(FILE)")

diff: $(VENV)/.ready
	@test -n "$(OLD)" -a -n "$(NEW)" || { echo "Cần cho biết hai tệp: make diff OLD=tệp-cũ.docx NEW=tệp-mới.docx" >&2; exit 2; }
	@$(RUN) diff "$(OLD)" "$(NEW)"

rules: $(VENV)/.ready
	@$(RUN) rules --out docs/quy-tac.md

conform: $(VENV)/.ready
	@test -n "$(FILE)" || { echo "Cần cho biết tệp: make conform FILE=tệp.docx" >&2; exit 2; }
	@$(RUN) conform "$(FILE)"

test: $(VENV)/.ready-dev
	@$(BIN)/python -m pytest

test-thorough: $(VENV)/.ready-dev
	@THOROUGH=1 $(BIN)/python -m pytest

bench: $(VENV)/.ready-dev
	@$(BIN)/python bench/run.py $(if $(SIZES),--sizes "$(SIZES)") $(if $(LARGE),--large "$(LARGE)") $(if $(filter command line environment,$(origin OUT)),--out "$(OUT)")

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

types: $(VENV)/.ready-dev
	@$(BIN)/mypy

format: $(VENV)/.ready-dev
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

# What tests compare with and a program makes: the list of rules, the blank forms, what is right for the example
# (reckoned by LibreOffice, not by this program). The inboxes of the examples stay what units sent.
golden: $(VENV)/.ready-dev
	@$(RUN) rules --out docs/quy-tac.md
	@$(RUN) templates --standard
	@if command -v soffice >/dev/null; then $(BIN)/python examples/2022-09/ky-vong/make_expectation.py; \
	else echo "Máy này không có LibreOffice: giữ nguyên kết quả đúng của ví dụ." >&2; fi
	@git --no-pager diff --stat -- docs input_templates examples && git --no-pager diff -- docs examples

# Every picture in docs/hinh, and the guide of the units as it is printed.
pictures: $(VENV)/.ready-dev
	@$(BIN)/python -m tests.pictures
	@git --no-pager diff --stat -- docs

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python $(VENV)/Scripts/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Cần Python 3.11 trở lên (PYTHON=đường dẫn tới python3.11 nếu máy có nhiều bản)." >&2; exit 3; }
	@echo "Chuẩn bị môi trường lần đầu, có thể mất một vài phút..." >&2
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Không tạo được .venv; trên Debian, Ubuntu cài gói python3-venv rồi chạy lại." >&2; exit 3; }

# The stamp is made last: an interrupted set-up is done again.
$(VENV)/.ready: requirements.txt | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	-@$(BIN)/python -m compileall -q pipeline
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt requirements-cluster.txt requirements-s3.txt requirements-postgres.txt $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
