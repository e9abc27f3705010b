/** The part of the library's HTTP client that its published types leave out. */
declare module "selenium-webdriver/http/index.js" {
  export { Executor, HttpClient } from "selenium-webdriver/http"
}
