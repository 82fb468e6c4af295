"""Any .docx against the rules of NĐ 30/2020/NĐ-CP: the file as its reader sees it in, breaches out."""
