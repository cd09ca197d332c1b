export const instance = {
  title: '',
}
