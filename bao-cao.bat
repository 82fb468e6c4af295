@echo off
rem The program without make, for Windows: bao-cao [COMMAND] [OPTIONS]; without any, the report.
rem Sets up .venv by itself, once. What it says is UTF-8, so the code page comes first; and there are no labels, for
rem which cmd counts the bytes of a file wrongly where letters take several.
setlocal EnableExtensions DisableDelayedExpansion
for /f "tokens=2 delims=:." %%c in ('chcp') do set "CODE_PAGE=%%c"
chcp 65001 >nul
pushd "%~dp0"
set "PYTHON="
set "STALE="
set "PROBLEM="
set "READY=.venv\Scripts\python.exe"

if exist "%READY%" set "PYTHON=%READY%"
for %%p in ("py -3.11" "py -3.12" "py -3.13" "py -3.14" "py -3" "python") do if not defined PYTHON %%~p -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "PYTHON=%%~p"
if not defined PYTHON set "PROBLEM=python"

if not defined PROBLEM if not exist "%READY%" echo Chuẩn bị môi trường lần đầu, có thể mất một vài phút... >&2
if not defined PROBLEM if not exist "%READY%" %PYTHON% -m venv .venv
if not defined PROBLEM if not exist "%READY%" set "PROBLEM=venv"

rem The stamp is made last: an interrupted set-up is done again.
if not defined PROBLEM fc /b requirements.txt .venv\.ready >nul 2>nul || set "STALE=1"
if defined STALE "%READY%" -m pip install --quiet --disable-pip-version-check -r requirements.txt && copy /y requirements.txt .venv\.ready >nul && set "STALE="
if defined STALE set "PROBLEM=libraries"

if "%PROBLEM%"=="python" echo Máy này chưa có Python 3.11 trở lên. Tải bộ cài ở https://www.python.org/downloads/windows/, khi cài đánh dấu “Add python.exe to PATH”, rồi chạy lại. >&2
if "%PROBLEM%"=="venv" echo Không tạo được thư mục .venv. Kiểm tra quyền ghi vào thư mục của chương trình rồi chạy lại. >&2
if "%PROBLEM%"=="libraries" echo Chưa cài được các thư viện cần thiết. Kiểm tra kết nối mạng rồi chạy lại. >&2

rem The name by which the program speaks of itself.
set "BAO_CAO_PROGRAM=bao-cao"
set "COMMAND="
if "%~1"=="" set "COMMAND=report"
set "RESULT=3"
if not defined PROBLEM "%READY%" -m pipeline %COMMAND% %*
if not defined PROBLEM set "RESULT=%ERRORLEVEL%"
popd

rem A window that was opened for this alone would close before anybody has read it.
set "CALLED=%CMDCMDLINE:"=%"
if "%~1"=="" if /i not "%CALLED%"=="%CALLED:bao-cao.bat=%" pause
chcp %CODE_PAGE% >nul
exit /b %RESULT%
