"""What tests share and no test is: the databases, the browser, the table of promises."""
