export const audit = {
  title: '',
}
