// The page is whole without this: it adds the filter by unit and opens what a link leads to.
(function () {
  "use strict";
  var all = function (selector, inside) { return Array.from((inside || document).querySelectorAll(selector)); };
  var choice = document.getElementById("loc");
  var told = document.getElementById("dang-xem");
  var columns = all(".board thead [data-c]").map(function (head) { return head.dataset.c; });

  function shows(element, unit) {
    return !unit || element.dataset.u.split(" ").includes(unit);
  }

  function filter() {
    var unit = choice.value;
    all("[data-u]").forEach(function (element) { element.hidden = !shows(element, unit); });
    all("[data-rows]").forEach(function (rows) { rows.hidden = !rows.querySelector("[data-u]:not([hidden])"); });
    all(".board tr:not(.group)").forEach(function (row) {
      columns.forEach(function (code, n) { row.cells[n + 2].hidden = Boolean(unit) && code !== unit; });
    });
    all("[data-none]").forEach(function (none) {
      var group = none.previousElementSibling;
      var empty = !group.querySelector("[data-u]:not([hidden])");
      none.hidden = !empty;
      group.hidden = empty;
    });
    told.textContent = unit
      ? "Đang xem nội dung của " + choice.selectedOptions[0].text + ". Kết quả chung, mục tiêu, tiến độ theo mục là của toàn cơ quan."
      : "";
  }

  function open() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    if (target.closest("[hidden]")) { choice.value = ""; filter(); }
    for (var above = target; above; above = above.parentElement) {
      if (above.tagName === "DETAILS") { above.open = true; }
    }
    target.scrollIntoView();
    if (target.tagName === "DETAILS") { target.querySelector("summary").focus(); }
  }

  function setAll(value) {
    all("details.task").forEach(function (task) { task.open = value; });
  }

  all("[data-js]").forEach(function (element) { element.hidden = false; });
  choice.addEventListener("change", filter);
  document.getElementById("mo").addEventListener("click", function () { setAll(true); });
  document.getElementById("dong").addEventListener("click", function () { setAll(false); });
  window.addEventListener("hashchange", open);
  filter();
  open();
})();
